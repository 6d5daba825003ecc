"""Two supermarkets and a pharmacy with hours and price lists: invented, priced as in an ordinary town."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.actors import actor_for
from blueprints.places.models import Community, Estate
from blueprints.suppliers import actions
from blueprints.suppliers.actions import PriceFacts, SupplierFacts
from blueprints.suppliers.rules import SupplierKind
from blueprints.suppliers.windows import WeekHours
from core.actors import Actor
from core.database import db
from demo import plan

Goods = Sequence[tuple[str, str, str, int]]  # name, spec, unit, cents

EVERY_DAY, WORKDAYS, WEEKEND = tuple(range(1, 8)), tuple(range(1, 6)), (6, 7)
MARKET: Goods = (
    ("大米", "", "斤", 290), ("东北大米", "", "斤", 330), ("大米", "5kg装", "袋", 3390), ("小米", "", "斤", 680),
    ("面粉", "2.5kg", "袋", 1590), ("挂面", "", "把", 690), ("鸡蛋", "", "个", 85), ("鸡蛋", "30枚装", "盒", 2290),
    ("咸鸭蛋", "", "个", 180), ("青菜", "", "斤", 350), ("大白菜", "", "斤", 150), ("土豆", "", "斤", 220), ("西红柿", "", "斤", 480),
    ("黄瓜", "", "斤", 420), ("茄子", "", "斤", 450), ("胡萝卜", "", "斤", 260), ("白萝卜", "", "斤", 180), ("藕", "", "斤", 480),
    ("冬瓜", "", "斤", 160), ("大葱", "", "斤", 320), ("生姜", "", "斤", 890), ("大蒜", "", "斤", 590), ("豆腐", "", "块", 250),
    ("豆腐干", "", "斤", 780), ("五花肉", "", "斤", 1880), ("瘦肉", "", "斤", 2180), ("排骨", "", "斤", 3280),
    ("鸡腿", "", "斤", 1280), ("三黄鸡", "", "只", 4580), ("鲫鱼", "", "斤", 1290), ("牛奶", "", "箱", 5990),
    ("牛奶", "1L", "盒", 1290), ("酸奶", "8杯装", "组", 1690), ("馒头", "6个装", "袋", 590), ("速冻水饺", "1kg", "袋", 2490),
    ("食用油", "", "桶", 6980), ("菜籽油", "5L", "桶", 7980), ("酱油", "500ml", "瓶", 990), ("醋", "500ml", "瓶", 690),
    ("盐", "400g", "袋", 250), ("白糖", "400g", "袋", 480), ("苹果", "", "斤", 450), ("香蕉", "", "斤", 380), ("橘子", "", "斤", 320),
    ("梨", "", "斤", 360), ("卫生纸", "", "提", 2490), ("抽纸", "10包", "提", 2690), ("洗洁精", "", "瓶", 1190),
    ("洗衣液", "2kg", "瓶", 2990), ("垃圾袋", "100只", "卷", 1290),
)  # fmt: skip
CORNER_SHOP: Goods = (
    ("大米", "5kg装", "袋", 3590), ("挂面", "1kg", "把", 790), ("鸡蛋", "10枚装", "盒", 890), ("青菜", "", "斤", 380),
    ("土豆", "", "斤", 250), ("大白菜", "", "斤", 180), ("西红柿", "", "斤", 520), ("豆腐", "", "块", 280),
    ("五花肉", "", "斤", 1980), ("牛奶", "1L", "盒", 1350), ("面包", "400g", "袋", 990), ("榨菜", "80g", "袋", 200),
    ("方便面", "5连包", "袋", 1390), ("食用油", "1.8L", "瓶", 2990), ("酱油", "500ml", "瓶", 1090), ("盐", "400g", "袋", 280),
    ("苹果", "", "斤", 480), ("香蕉", "", "斤", 420), ("卫生纸", "10卷", "提", 2590), ("洗洁精", "500g", "瓶", 890),
    ("牙膏", "120g", "支", 1190), ("肥皂", "2块装", "组", 690), ("电池", "5号4节", "板", 990), ("矿泉水", "12瓶", "箱", 1890),
    ("成人纸尿裤", "10片", "包", 4590), ("湿巾", "80抽", "包", 790), ("口罩", "50只", "盒", 1590), ("一次性手套", "100只", "盒", 690),
    ("蜡烛", "2支", "包", 300), ("打火机", "", "个", 200),
)  # fmt: skip
ON_PRESCRIPTION: Goods = (
    ("苯磺酸氨氯地平片", "5mg×28片", "盒", 2860), ("硝苯地平控释片", "30mg×7片", "盒", 2950), ("缬沙坦胶囊", "80mg×7粒", "盒", 2390),
    ("厄贝沙坦片", "150mg×7片", "盒", 2150), ("酒石酸美托洛尔片", "25mg×20片", "盒", 680),
    ("二甲双胍缓释片", "0.5g×30片", "盒", 3150), ("格列美脲片", "2mg×15片", "盒", 3280), ("阿卡波糖片", "50mg×30片", "盒", 3860),
    ("阿托伐他汀钙片", "20mg×7片", "盒", 3590), ("辛伐他汀片", "20mg×14片", "盒", 1860), ("硫酸氢氯吡格雷片", "75mg×7片", "盒", 4280),
    ("单硝酸异山梨酯片", "20mg×48片", "盒", 1290), ("左甲状腺素钠片", "50μg×100片", "盒", 3390),
    ("奥美拉唑肠溶胶囊", "20mg×14粒", "盒", 1680), ("头孢克洛胶囊", "0.25g×12粒", "盒", 1990),
    ("阿莫西林胶囊", "0.25g×24粒", "盒", 1280), ("沙丁胺醇吸入气雾剂", "200揿", "支", 2180),
)  # fmt: skip
OVER_THE_COUNTER: Goods = (
    ("阿司匹林肠溶片", "100mg×30片", "盒", 1590), ("布洛芬缓释胶囊", "0.3g×20粒", "盒", 1680), ("布洛芬混悬液", "100ml", "瓶", 1980),
    ("对乙酰氨基酚片", "0.5g×10片", "盒", 690), ("感冒灵颗粒", "10g×9袋", "盒", 1450), ("板蓝根颗粒", "10g×20袋", "包", 1690),
    ("藿香正气口服液", "10ml×10支", "盒", 1880), ("复方甘草口服液", "100ml", "瓶", 890), ("蒙脱石散", "3g×10袋", "盒", 1390),
    ("开塞露", "20ml×10支", "盒", 990), ("碳酸钙D3片", "600mg×60片", "瓶", 4590), ("维生素C片", "100片", "瓶", 590),
    ("硝酸甘油片", "0.5mg×100片", "瓶", 2980), ("创可贴", "100片", "盒", 890), ("碘伏消毒液", "100ml", "瓶", 490),
    ("医用纱布", "5片", "包", 390), ("电子体温计", "", "支", 1990), ("血糖试纸", "50片", "盒", 6980),
)  # fmt: skip


def build(now: datetime) -> None:
    """The subdistrict keeps a big supermarket and a pharmacy for all; 银杏社区 has a shop round the corner besides."""
    subdistrict = [community.id for community in db.session.scalars(sa.select(Community).order_by(Community.id))]
    everywhere = tuple((community, None) for community in subdistrict)
    _add(
        _user(plan.OFFICER[0]),
        SupplierFacts(
            kind=SupplierKind.SUPERMARKET,
            name="青禾大卖场",
            areas=everywhere,
            phone="19900000901",
            contact_name="吴经理",
            address="青禾路 66 号",
            note="大车只到小区门口，随车一位收银员。",
            cut_off=time(10),
            hours=(WeekHours(EVERY_DAY, time(14), time(16)),),
        ),
        [PriceFacts(name, unit, price, spec) for name, spec, unit, price in MARKET],
        now,
    )
    _add(
        _user(plan.OFFICER[0]),
        SupplierFacts(
            kind=SupplierKind.PHARMACY,
            name="青禾药房",
            areas=everywhere,
            phone="19900000902",
            contact_name="许药师",
            address="青禾路 70 号",
            note="处方药要看处方或旧药盒，拍照也行。",
            cut_off=time(16),
            fee=200,
            hours=(WeekHours(WORKDAYS, time(17), time(18, 30)), WeekHours(WEEKEND, time(10), time(11))),
        ),
        [PriceFacts(name, unit, price, spec, True) for name, spec, unit, price in ON_PRESCRIPTION]
        + [PriceFacts(name, unit, price, spec) for name, spec, unit, price in OVER_THE_COUNTER],
        now,
    )
    secretary = db.session.scalars(
        sa.select(User).join(Community, Community.id == User.community_id).where(Community.name == plan.COMMUNITIES[0].name)
        .where(User.role == Role.SECRETARY).order_by(User.id)
    ).first()  # fmt: skip
    assert secretary is not None
    near = db.session.scalars(sa.select(Estate.id).where(Estate.community_id == secretary.community_id).order_by(Estate.id).limit(2)).all()
    _add(
        actor_for(secretary),
        SupplierFacts(
            kind=SupplierKind.SUPERMARKET,
            name="鲜到家便民店",
            areas=tuple((secretary.community_id or 0, estate) for estate in near),
            phone="19900000903",
            contact_name="老顾",
            address="银杏路 3 号",
            hours=(WeekHours(EVERY_DAY, time(9), time(10)), WeekHours(EVERY_DAY, time(16), time(17))),
        ),
        [PriceFacts(name, unit, price, spec) for name, spec, unit, price in CORNER_SHOP],
        now,
    )


def _user(username: str) -> Actor:
    return actor_for(db.session.scalars(sa.select(User).where(User.username == username)).one())


def _add(actor: Actor, facts: SupplierFacts, goods: Sequence[PriceFacts], now: datetime) -> None:
    supplier = actions.add_supplier(facts, actor=actor, now=now)
    for one in goods:
        actions.add_price(supplier, one, actor=actor, now=now)
