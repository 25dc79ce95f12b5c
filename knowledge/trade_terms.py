"""The trade's everyday Chinese in English, where a general dictionary's first senses miss what buyers mean.

A dictionary has 退 as "retreat" and 拍 as "clap"; to a shop they are "return" and "place an order". A shop's own
glossary comes before these, and these before the dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping

_TERMS = """
退=return refund; 退货=return goods; 退款=refund money back; 退钱=refund money back; 退换=return exchange
退掉=return; 换货=exchange replace; 换=exchange replace swap; 换新=replace new; 无理由=any reason
运费=postage shipping cost; 邮费=postage shipping cost; 快递费=postage shipping cost; 包邮=free shipping
运费险=return shipping insurance; 快递=courier carrier express parcel; 物流=logistics tracking delivery
单号=tracking number; 发货=dispatch ship send; 发=ship send dispatch; 寄=ship send; 寄回=send back return
到货=arrive delivery; 送货=deliver delivery; 收货=receive delivery; 收到=received arrived
签收=received delivered signed; 拒收=refuse delivery; 派送=delivery; 自提=pick up collect; 拍=buy order
拍下=place order; 下单=place order; 买=buy order; 付款=pay payment; 支付=pay payment; 尾款=balance payment
定金=deposit; 订金=deposit; 分期=instalments; 货到付款=cash on delivery; 到账=refund arrive account; 发票=invoice
开票=invoice issue; 专票=VAT special invoice; 抬头=invoice title; 税号=tax number; 保修=warranty guarantee
质保=warranty guarantee; 保修期=warranty period; 售后=after-sales service; 修=repair; 维修=repair
返修=send repair; 坏=broken faulty defective; 坏了=broken faulty defective; 破损=damaged broken
碎=broken smashed; 漏=leak missing; 瑕疵=defect flaw; 质量问题=quality defect faulty; 少发=missing item short
漏发=missing item; 少=missing less; 发错=wrong item sent; 错发=wrong item sent; 补发=resend replacement
补寄=resend replacement; 补偿=compensation; 赔=compensate compensation; 赔付=compensate; 丢件=lost parcel
丢=lost; 催=urge chase; 延误=delay late; 拦截=intercept parcel; 便宜=cheaper discount; 优惠=discount offer
优惠券=coupon voucher; 券=coupon voucher; 打折=discount; 折扣=discount; 砍价=bargain discount; 降价=price drop
差价=price difference; 价保=price protection; 保价=price protection; 多少钱=price how much; 价格=price
报价=quote quotation price; 起订量=minimum order MOQ; 批发=wholesale bulk; 团购=group bulk purchase
大货=bulk order production; 打样=sample; 样品=sample; 交期=lead time; 定制=custom customised; 赠品=gift free
赠送=gift free; 送=gift free deliver; 拆封=opened unsealed; 拆开=opened unsealed; 拆=open unseal; 没用过=unused
未使用=unused; 用过=used; 尺码=size; 尺寸=size dimensions; 大小=size; 多大=size how big; 偏大=runs large size
偏小=runs small size; 色差=colour difference; 材质=material; 面料=fabric material; 现货=in stock; 有货=in stock
缺货=out of stock; 没货=out of stock; 库存=stock; 补货=restock; 预售=pre-order; 取消=cancel; 地址=address
改地址=change address; 几天=how many days; 多久=how long; 多长时间=how long; 正品=genuine authentic
假货=fake counterfeit; 证书=certificate certification; 认证=certificate certification
质检=quality inspection report; 投诉=complaint; 差评=bad review negative; 好评=good review; 评价=review
客服=customer service; 人工=human agent; 会员=member membership; 积分=points; 关税=customs duty tax
清关=customs clearance; 安装=install installation; 说明书=manual instructions; 配件=accessories parts
通用=compatible interchangeable fit; 充电=charge charging; 续航=range battery life; 防水=waterproof
清洗=clean wash; 保质期=shelf life expiry; 使用期=use within; 使用寿命=service life lifetime; 口味=flavour flavor taste
香味=scent fragrance; 颜色=colour color; 适合人数=serves people; 人份=serves portions people; 容量=capacity volume
净含量=net content; 功率=power wattage; 扭矩=torque; 噪音=noise; 承重=maximum load; 载重=maximum load
线长=cord length cable; 电源线=power cord cable; 充电时间=charging time; 色牢度=colour fastness; 褪色=fade colour
适用年龄=suitable age; 适合肤质=skin type; 版型=fit; 克重=fabric weight
"""


def trade_terms() -> Mapping[str, str]:
    """Chinese word -> English words."""
    pairs = (pair.split("=") for pair in _TERMS.replace("\n", ";").split(";") if pair.strip())
    return {zh.strip(): en.strip() for zh, en in pairs}
