"""Who acts: a small notion of the subject of a clause (READINGS.md, Who acts matters)."""

from __future__ import annotations

from collections.abc import Iterable

from .clauses import Clause

__all__ = ["subject"]

_PREPOSITIONS = ("对", "向", "与", "同", "为", "把", "将", "给", "被", "让", "使", "要求", "强制", "强迫", "责令", "帮助", "支持", "引导", "服务", "组织", "通过", "联系", "在", "于", "到", "从",
                 "和", "及", "涉及", "督促", "指导", "鼓励", "强令", "授权", "委托", "方便", "便于", "侵害", "损害", "影响", "告知", "通知", "通报", "根据", "以", "属于", "找", "替", "跟", "请", "邀请", "走访", "面向", "要", "就", "依")
_POSSESSED = ("的", "合法", "权益", "诉求", "意见", "投诉", "负担", "账款", "收费", "发展", "投资", "名称", "名单", "信用", "食堂", "提供", "办事", "举办", "所", "反映", "提出", "申请", "财产", "职工", "需", "困难", "登记", "注册", "信息", "开办", "成本",
              "监督", "检查", "监管", "抽查", "执法", "大门", "厂房", "账户", "账本", "设备", "车辆", "名下", "员工", "门口", "机器", "仓库", "货物", "账号", "资金", "印章", "现场", "送", "赠", "给的", "塞", "邀请", "安排的", "组织的", "服务", "家协会", "联合会", "或者其他组织")

_QUALIFIERS = (
    "的", "各", "各类", "本", "有关", "相关", "任何", "该", "其", "其他", "及", "或", "或者", "市", "县", "区", "省", "级", "辖区", "民营", "外地", "本地", "上述", "国有", "申报",
    "申请", "重点", "大型", "中小", "所有", "每家", "每个", "规上", "以上", "下属", "直属", "所属", "地方", "入驻", "落户", "全体", "一切", "凡", "建筑", "施工", "物业", "民办", "公立", "基层", "小微",
    "上市", "参与", "中标", "市属", "县属", "省属", "区属", "出租汽车", "运输", "商贸", "工业", "外资", "骨干", "龙头",
)


def subject(clause: Clause, actors: Iterable[tuple[int, int, str]], before: int) -> str:
    """The kind of actor who does what stands at offset ``before``: the nearest subject to the left; "" if none is named.

    ``actors``: (start, end, kind) of every actor word in the clause, longest where they overlap, in order.
    """
    text = clause.text
    best = ""
    doer = next((
        kind for start, end, kind in actors
        if text[max(0, start - 4):start].rstrip("同一有关").endswith("被") and not text.startswith(("举报", "投诉", "反映", "检举", "控告"), end)
    ), "")
    if doer:
        return doer  # 被同一单位重复收取的
    for start, end, kind in actors:
        if start >= before:
            break
        if text[max(0, start - 3):start].endswith(_PREPOSITIONS):
            continue
        if end < before and text.startswith(_POSSESSED, end):
            continue
        comma_start, comma_end = clause.comma_range(start)
        if kind in ("enterprise", "private") and start != comma_start and end == comma_end:
            continue  # 平等对待各类市场主体，不得……: what ends a comma clause behind a verb is its object
        if text[:start].endswith("由") and comma_start != clause.comma_range(before)[0]:
            continue  # 去不去由企业定，不得强制: the next comma clause has a subject of its own
        if comma_start == start or _begins(text, start, kind, clause):
            best = kind
    return best


def _begins(text: str, start: int, kind: str, clause: Clause) -> bool:
    """The word, with what qualifies it (各级、本市、县级以上…), opens its comma clause or follows 由."""
    comma_start, _ = clause.comma_range(start)
    lead = text[comma_start:start]
    if not lead or lead.endswith("由"):
        return True
    if lead.startswith(("对", "向", "针对", "涉及", "关于", "为", "经")):
        return False  # the comma clause names whom it is about; who acts comes after
    if kind in ("enterprise", "private"):
        return lead.endswith(_QUALIFIERS) and not any(p in lead[-6:] for p in "对向与给")
    return "由" in lead[-8:] or len(lead) <= 14 or lead.endswith(("、", "的", "和", "及其", "或者"))
