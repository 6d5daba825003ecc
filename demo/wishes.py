"""What the households of the demo's orders ask for, and what it costs where no price list says so."""

from __future__ import annotations

from blueprints.places.vocabulary import IfMissing

ASK, REPLACE, LEAVE = IfMissing.ASK_ME, IfMissing.REPLACE, IfMissing.LEAVE_OUT
Wanted = tuple[str, str, str, IfMissing]  # what, how much, unit, what if it is missing
Baskets = tuple[tuple[Wanted, ...], ...]

PRICES = {
    "大米": 290, "鸡蛋": 85, "青菜": 350, "土豆": 220, "五花肉": 1880, "牛奶": 5990, "豆腐": 250, "挂面": 690, "食用油": 6980,
    "苹果": 450, "卫生纸": 2490, "苯磺酸氨氯地平片": 2860, "二甲双胍缓释片": 3150, "阿司匹林肠溶片": 1590, "东北大米": 330, "藕": 480,
}  # fmt: skip

CLOSED: Baskets = (
    (("大米", "10", "斤", REPLACE), ("鸡蛋", "30", "个", LEAVE)),
    (("青菜", "2", "斤", LEAVE), ("豆腐", "2", "块", LEAVE), ("五花肉", "1.5", "斤", REPLACE)),
    (("牛奶", "1", "箱", REPLACE), ("苹果", "4", "斤", LEAVE)),
    (("挂面", "2", "把", REPLACE), ("土豆", "3", "斤", LEAVE)),
    (("大米", "10", "斤", REPLACE), ("卫生纸", "1", "提", REPLACE), ("青菜", "1.5", "斤", LEAVE)),
)
MEDICINE: Baskets = (
    (("苯磺酸氨氯地平片", "2", "盒", ASK),),
    (("二甲双胍缓释片", "3", "盒", ASK),),
    (("阿司匹林肠溶片", "1", "盒", ASK), ("苯磺酸氨氯地平片", "1", "盒", ASK)),
)
AT_THE_DOORS: Baskets = (
    (("大米", "10", "斤", REPLACE), ("食用油", "1", "桶", REPLACE)),
    (("鸡蛋", "30", "个", LEAVE), ("青菜", "2", "斤", LEAVE)),
    (("牛奶", "2", "箱", LEAVE), ("苹果", "3", "斤", REPLACE)),
    (("五花肉", "2", "斤", LEAVE), ("土豆", "5", "斤", LEAVE)),
    (("挂面", "3", "把", REPLACE), ("鸡蛋", "15", "个", LEAVE)),
    (("豆腐", "2", "块", LEAVE), ("青菜", "1", "斤", LEAVE), ("卫生纸", "1", "提", REPLACE)),
    (("大米", "5", "斤", REPLACE), ("苹果", "4", "斤", LEAVE)),
)
HALF_ANSWERED: Baskets = (
    (("牛奶", "2", "箱", ASK), ("鸡蛋", "30", "个", LEAVE)),
    (("牛奶", "1", "箱", REPLACE), ("青菜", "3", "斤", LEAVE)),
    (("鸡蛋", "20", "个", REPLACE), ("土豆", "4", "斤", LEAVE)),
    (("食用油", "1", "桶", ASK), ("豆腐", "3", "块", LEAVE)),
    (("五花肉", "2", "斤", LEAVE), ("苹果", "5", "斤", LEAVE)),
)
# 大米 and 东北大米 look alike: joining them is proposed.
DRAFT: Baskets = (
    (("大米", "10", "斤", REPLACE), ("藕", "2", "斤", LEAVE)),
    (("东北大米", "20", "斤", ASK), ("鸡蛋", "30", "个", LEAVE)),
    (("鸡蛋", "15", "个", LEAVE), ("卫生纸", "2", "提", REPLACE)),
)
