"""What stands where: three communities, their estates, buildings of different shapes, grids and staff."""

from __future__ import annotations

from dataclasses import dataclass, field

from blueprints.accounts.rules import Role

SUBDISTRICT = "青禾街道（演示）"


@dataclass(frozen=True)
class BuildingPlan:
    """`doors` lists irregular doors as (unit, floor, door) and replaces units × floors × doors."""

    name: str
    units: int = 1
    floors: int = 6
    doors_per_floor: int = 2
    has_lift: bool = False
    grid: str = ""
    doors: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class EstatePlan:
    name: str
    address: str
    buildings: tuple[BuildingPlan, ...]


@dataclass(frozen=True)
class CommunityPlan:
    name: str
    phone: str
    grids: tuple[str, ...]
    estates: tuple[EstatePlan, ...]
    services: str = ""
    verify_before_approval: bool = False
    staff: tuple[tuple[str, Role, str, tuple[str, ...]], ...] = field(default=())  # login, role, name, grids


# An old courtyard house: two entrances, doors as they have grown over the years, a shop below.
COURTYARD = tuple(
    (unit, floor, door)
    for unit, floor, door in (
        ("东", 1, "1"), ("东", 1, "2"), ("东", 1, "2甲"), ("东", 2, "201"), ("东", 2, "203"),
        ("西", 1, "门面1"), ("西", 1, "门面2"), ("西", 2, "201"), ("西", 2, "202"), ("西", 3, "301"), ("西", 3, "302"), ("西", 3, "阁楼"),
    )
)  # fmt: skip

SERVICES = "代买菜、代买药，当天下单次日送到\n独居老人每日电话问候\n水电燃气隐患上门查看\n办事咨询：周一至周五 8:30—17:30"

COMMUNITIES = (
    CommunityPlan(
        name="银杏社区",
        phone="0571-00000001",
        grids=("第一网格", "第二网格", "第三网格"),
        services=SERVICES,
        estates=(
            EstatePlan(
                "银杏苑",
                "银杏路 1 号",
                (
                    BuildingPlan("1号楼", units=3, floors=6, doors_per_floor=2, grid="第一网格"),
                    BuildingPlan("2号楼", units=3, floors=6, doors_per_floor=2, grid="第一网格"),
                    BuildingPlan("3号楼", units=2, floors=5, doors_per_floor=3, grid="第二网格"),
                    BuildingPlan("4号楼", units=2, floors=6, doors_per_floor=2, grid="第三网格"),
                ),
            ),
            EstatePlan(
                "云杉公寓",
                "银杏路 88 号",
                (BuildingPlan("A座", units=1, floors=15, doors_per_floor=4, has_lift=True, grid="第二网格"),),
            ),
            EstatePlan("老槐里", "老槐巷", (BuildingPlan("12号院", grid="第三网格", doors=COURTYARD),)),
        ),
        staff=(
            ("wangge", Role.GRID_WORKER, "林小梅", ("第一网格",)),
            ("wangge2", Role.GRID_WORKER, "陈大勇", ("第二网格",)),
            ("wangge3", Role.GRID_WORKER, "沈国芳", ("第三网格",)),
            ("shuji", Role.SECRETARY, "方书记", ()),
            ("fushuji", Role.SECRETARY, "何副书记", ()),
        ),
    ),
    CommunityPlan(
        name="柳岸社区",
        phone="0571-00000002",
        grids=("一网格", "二网格"),
        services=SERVICES,
        verify_before_approval=True,
        estates=(
            EstatePlan(
                "柳岸新村",
                "柳岸街 20 号",
                (
                    BuildingPlan("5幢", units=2, floors=6, doors_per_floor=2, grid="一网格"),
                    BuildingPlan("6幢", units=2, floors=6, doors_per_floor=2, grid="一网格"),
                    BuildingPlan("7幢", units=1, floors=6, doors_per_floor=2, grid="二网格"),
                    BuildingPlan("10幢", units=1, floors=11, doors_per_floor=2, has_lift=True, grid="二网格"),
                ),
            ),
        ),
        staff=(
            ("liuan1", Role.GRID_WORKER, "葛春生", ("一网格",)),
            ("liuan2", Role.GRID_WORKER, "戴玉洁", ("二网格",)),
            ("liuan", Role.SECRETARY, "姜书记", ()),
        ),
    ),
    CommunityPlan(
        name="石桥村",
        phone="0571-00000003",
        grids=("石桥网格",),
        services=SERVICES,
        estates=(
            EstatePlan(
                "石桥自然村",
                "石桥村",
                (
                    BuildingPlan("桥东排屋", units=1, floors=2, doors_per_floor=8, grid="石桥网格"),
                    BuildingPlan("桥西排屋", units=1, floors=2, doors_per_floor=8, grid="石桥网格"),
                    BuildingPlan("桥头楼", units=1, floors=3, doors_per_floor=2, grid="石桥网格"),
                ),
            ),
        ),
        staff=(
            ("shiqiao1", Role.GRID_WORKER, "骆水根", ("石桥网格",)),
            ("shiqiao", Role.SECRETARY, "裘书记", ()),
        ),
    ),
)

OFFICER = ("jiedao", "罗主任")
# Printed by `make run`: one account per role, and whose building's public page.
SHOWN_ACCOUNTS = (("网格员", "wangge"), ("社区书记", "shuji"), ("街道干部", "jiedao"))
SHOWN_BUILDING = ("银杏苑", "1号楼")
