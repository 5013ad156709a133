//! The advertiser, its campaigns down to the creative, and what a contact counts and costs.

use super::{Recipe, Setting};
use crate::{
    event::Act,
    random::{index, mix, share},
    row::{Row, Source},
    world::{AdProduct, Campaign, Creative, LineItem, World, letters},
};

pub(super) fn recipe<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    advertiser(setting, name)
        .or_else(|| campaign(setting, name))
        .or_else(|| line_item(setting, name))
        .or_else(|| creative(setting, name))
        .or_else(|| search(setting, name))
        .or_else(|| counter(setting, name))
        .or_else(|| cost(setting, name))
}

fn advertiser<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    Some(match name {
        "advertiser" => Recipe::text(move |_| Some(world.profile.brand.as_str())),
        "advertiser_id" | "advertiser_id_internal" => Recipe::whole(move |_| Some(world.advertiser_id)),
        "advertiser_timezone" => Recipe::text(move |_| Some(world.profile.time_zone.name())),
        "entity_id" => Recipe::text(move |_| Some(world.entity_id.as_str())),
        "currency_iso_code" | "currency_code" => Recipe::text(move |_| Some(world.profile.currency.as_str())),
        "currency_name" => Recipe::text(move |_| Some(world.currency_name)),
        "merchant_id" | "advertiser_account_frequency_group_ids" | "manager_account_frequency_group_ids" => {
            Recipe::Null
        }
        _ => return None,
    })
}

fn campaign<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let of = move |row: &Row| row.campaign.and_then(|number| world.campaigns.get(number as usize));
    let text = move |make: fn(&'a Campaign) -> Option<&'a str>| Recipe::text(move |row: &Row| of(row).and_then(make));
    let dsp = move |make: fn(&'a Campaign) -> Option<&'a str>| {
        Recipe::text(move |row: &Row| of(row).filter(|campaign| campaign.product == AdProduct::Dsp).and_then(make))
    };
    let whole = move |make: fn(&Campaign) -> Option<i64>| Recipe::whole(move |row: &Row| of(row).and_then(make));
    Some(match name {
        "campaign" => text(|campaign| Some(&campaign.name)),
        "campaign_id" => whole(|campaign| Some(campaign.id)),
        "campaign_id_string" => Recipe::owned(move |row| {
            of(row).map(|campaign| match campaign.product {
                AdProduct::Dsp => campaign.id.to_string(),
                _ => campaign.console_id.clone(),
            })
        }),
        "ad_product_type" => text(|campaign| campaign.product.type_name()),
        "ad_product_type_code" => text(|campaign| campaign.product.code()),
        // Budgets are in millicents (Amazon's contract).
        "campaign_budget_amount" | "campaign_flight_budget_amount" => {
            whole(|campaign| (campaign.product == AdProduct::Dsp).then_some(campaign.budget * 100_000))
        }
        "campaign_budget_type" => {
            text(|campaign| Some(if campaign.budget % 2000 == 0 { "DAILY_BUDGET" } else { "LIFETIME_BUDGET" }))
        }
        "campaign_country" | "advertiser_country" => {
            let country = world.market.country;
            Recipe::text(move |row| of(row).map(|_| country))
        }
        "campaign_flight_id" => whole(|campaign| (campaign.product == AdProduct::Dsp).then_some(campaign.flight)),
        "campaign_flight_name" | "product_line" => dsp(|campaign| Some(&campaign.name)),
        "campaign_insertion_order_id" => dsp(|campaign| Some(&campaign.order)),
        "campaign_primary_goal" => dsp(|campaign| Some(campaign.goal)),
        "campaign_sales_type" => text(|_| Some("BILLABLE")),
        "campaign_source" => dsp(|_| Some("AMAZON_DSP")),
        "campaign_status" | "line_item_status" | "ad_group_status" => {
            let sponsored = name == "ad_group_status";
            text(if sponsored {
                |campaign| Some(if campaign.over { "PAUSED" } else { "ENABLED" })
            } else {
                |campaign| {
                    Some(match (campaign.product, campaign.over) {
                        (_, true) => "ENDED",
                        (AdProduct::Dsp, false) => "RUNNING",
                        _ => "ENABLED",
                    })
                }
            })
        }
        "portfolio_id" => Recipe::whole(move |row| {
            let portfolio = of(row).filter(|campaign| campaign.product != AdProduct::Dsp)?.portfolio as u64;
            Some(index(mix(world.seed, 50 + portfolio), 900_000_000_000) as i64 + 100_000_000_000)
        }),
        "portfolio_name" => Recipe::text(move |row| {
            let campaign = of(row).filter(|campaign| campaign.product != AdProduct::Dsp)?;
            Some(world.portfolios[campaign.portfolio].as_str())
        }),
        _ => return None,
    })
}

fn line_item<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let of = move |row: &Row| {
        let creative = &world.creatives[row.touch?.creative as usize];
        world.line_items.get(creative.line_item as usize)
    };
    let text = move |make: fn(&'a LineItem) -> &'a str| Recipe::text(move |row: &Row| of(row).map(make));
    Some(match name {
        "line_item" | "ad_group" => text(|item| &item.name),
        "line_item_id" => Recipe::whole(move |row| of(row).map(|item| item.id)),
        "line_item_type" | "ad_group_type" => text(|item| item.kind),
        "line_item_price_type" => Recipe::text(move |row| {
            let by_view = world.campaign_of(row.touch?.creative).by_view;
            of(row).map(|item| if by_view { "vCPM" } else { item.price_type })
        }),
        "line_item_budget_amount" => Recipe::whole(move |row| {
            let campaign = world.campaign_of(row.touch?.creative);
            (campaign.product == AdProduct::Dsp).then_some(campaign.budget * 100_000 / 3)
        }),
        _ => return None,
    })
}

fn creative<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let of = move |row: &Row| row.touch.and_then(|touch| world.creatives.get(touch.creative as usize));
    let dsp = move |row: &Row| {
        of(row).filter(|creative| world.campaigns[creative.campaign as usize].product == AdProduct::Dsp)
    };
    let text = move |make: fn(&'a Creative) -> &'a str| Recipe::text(move |row: &Row| of(row).map(make));
    Some(match name {
        "creative" => text(|creative| &creative.name),
        "creative_id" => Recipe::whole(move |row| of(row).map(|creative| creative.id)),
        "creative_size" => text(|creative| creative.size),
        "creative_type" => text(|creative| creative.kind),
        "creative_category" => text(|creative| if creative.seconds.is_some() { "Video" } else { "Display" }),
        "creative_duration" => Recipe::whole(move |row| of(row).and_then(|creative| creative.seconds)),
        "creative_is_link_in" => Recipe::text(move |row| dsp(row).map(|_| "Y")),
        "creative_asin" => Recipe::text(move |row| {
            let creative = of(row)?;
            (creative.seconds.is_none()).then(|| world.products[creative.product as usize].asin.as_str())
        }),
        "ad_slot_size" => Recipe::text(move |row| {
            dsp(row).map(|creative| match creative.size {
                "Responsive" => ["300x250", "320x50", "970x250"][index(mix(row.id, 51), 3)],
                size => size,
            })
        }),
        "deal_id" => {
            Recipe::owned(move |row| dsp(row)?.deal.map(|deal| format!("DEAL{}", letters(world.seed ^ deal as u64, 6))))
        }
        "deal_name" => Recipe::owned(move |row| {
            dsp(row)?.deal.map(|deal| format!("{}_Premium_Video_{}", world.profile.brand, deal + 1))
        }),
        _ => return None,
    })
}

/// How a shopper's words met the advertiser's.
fn search<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let product = move |row: &Row| row.touch.map(|touch| world.campaign_of(touch.creative).product);
    let by_word = move |row: &Row| {
        let found = matches!(product(row)?, AdProduct::Products | AdProduct::Brands);
        (found && share(mix(row.touch?.tag, 52)) < 0.75)
            .then(|| index(mix(row.touch.map_or(0, |touch| touch.tag), 53), world.words.len()))
    };
    Some(match name {
        "customer_search_term" => Recipe::text(move |row| by_word(row).map(|word| world.words[word].as_str())),
        "match_type" => Recipe::text(move |row| match (by_word(row), product(row)?) {
            (Some(word), _) => Some(["BROAD", "PHRASE", "EXACT"][word % 3]),
            (None, AdProduct::Products) => Some("TARGETING_EXPRESSION_PREDEFINED"),
            (None, AdProduct::Brands | AdProduct::Display) => Some("TARGETING_EXPRESSION"),
            _ => None,
        }),
        "targeting" => Recipe::owned(move |row| match (by_word(row), product(row)?) {
            (Some(word), _) => Some(world.words[word].clone()),
            (None, AdProduct::Dsp) => None,
            (None, AdProduct::Products) => Some("close-match".to_owned()),
            (None, _) => {
                let product = world.creatives[row.touch?.creative as usize].product;
                Some(format!("asin=\"{}\"", world.products[product as usize].asin))
            }
        }),
        "placement_type" => Recipe::text(move |row| match product(row)? {
            AdProduct::Dsp => None,
            AdProduct::Television => Some("Off Amazon"),
            AdProduct::Display => {
                Some(["Detail Page on-Amazon", "Homepage on-Amazon", "Off Amazon"][index(mix(row.touch?.tag, 54), 3)])
            }
            _ => Some(
                ["Top of Search on-Amazon", "Detail Page on-Amazon", "Other on-Amazon"]
                    [index(mix(row.touch?.tag, 54), 3)],
            ),
        }),
        _ => return None,
    })
}

fn counter<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let counts = |act: Act| Recipe::whole(move |row: &Row| row.touch.map(|touch| i64::from(touch.act == act)));
    let watched = move |reached: f64| {
        Recipe::whole(move |row: &Row| {
            let touch = row.touch?;
            let campaign = world.campaign_of(touch.creative);
            // NULL for what is no video (Amazon's contract).
            campaign.video.then(|| i64::from(touch.act == Act::Impression && share(mix(touch.tag, 13)) < reached))
        })
    };
    Some(match name {
        "impressions" => counts(Act::Impression),
        "clicks" => counts(Act::Click),
        "events" => Recipe::whole(|_| Some(1)),
        "views" | "viewable_impressions" => Recipe::whole(move |row| {
            let touch = row.touch?;
            // Only campaigns billed by view fill it among sponsored ads (Amazon's contract).
            let filled = setting.source != Source::Sponsored || world.campaign_of(touch.creative).by_view;
            filled.then_some(i64::from(touch.act == Act::Viewed))
        }),
        "measurable_impressions" => counts(Act::Measured),
        "unmeasurable_viewable_impressions" => counts(Act::Estimated),
        "five_sec_views" => watched(0.95),
        "video_first_quartile_views" => watched(0.9),
        "video_midpoint_views" => watched(0.84),
        "video_third_quartile_views" => watched(0.79),
        "video_complete_views" => watched(0.74),
        "video_unmutes" => watched(0.08),
        "event_type" if setting.source == Source::Views => Recipe::text(|row| {
            Some(match row.act()? {
                Act::Viewed => "VIEW",
                Act::Estimated => "SYNTHETIC_VIEW",
                Act::Unmeasured => "UNMEASURABLE_IMP",
                _ => "MEASURABLE_IMP",
            })
        }),
        "traffic_event_type" => Recipe::text(|row| row.touch.map(|_| "TRAFFIC")),
        "traffic_event_subtype" => {
            Recipe::text(|row| row.act().map(|act| if act == Act::Click { "AD_CLICK" } else { "AD_IMP" }))
        }
        "request_tag" | "impression_id" => Recipe::owned(move |row| {
            let touch = row.touch?;
            (world.campaign_of(touch.creative).product == AdProduct::Dsp).then(|| tag(touch.tag))
        }),
        "event_id" => Recipe::owned(|row| row.touch.map(|_| tag(row.id))),
        "traffic_event_id" => Recipe::owned(move |row| {
            let touch = row.touch?;
            let dsp = world.campaign_of(touch.creative).product == AdProduct::Dsp;
            Some(tag(if dsp { touch.tag } else { row.id }))
        }),
        _ => return None,
    })
}

fn tag(key: u64) -> String {
    format!("{key:016x}{:08x}", mix(key, 55) as u32)
}

/// What an impression or click cost, in microcents, in thousands so that it is whole in millicents as well.
struct Cost {
    supply: i64,
    platform: i64,
    audience: i64,
    managed: i64,
    third_party: i64,
}

fn dsp_cost(world: &World, row: &Row) -> Option<Cost> {
    let touch = row.touch?;
    let campaign = world.campaign_of(touch.creative);
    if campaign.product != AdProduct::Dsp {
        return None;
    }
    // A thousand impressions cost 2 to 6 dollars, on television 18 to 32.
    let (least, spread) = if campaign.video { (18.0, 14.0) } else { (2.0, 4.0) };
    let dollars = least + spread * share(mix(touch.tag, 56));
    // 100,000,000 microcents a dollar, a thousand impressions.
    let supply = (dollars * world.market.price_level * 100.0).round() as i64 * 1000;
    Some(Cost {
        supply,
        platform: supply * 8 / 100_000 * 1000,
        audience: if share(mix(touch.tag, 57)) < 0.6 { supply / 20_000 * 1000 } else { 0 },
        managed: supply / 50_000 * 1000,
        third_party: supply / 100_000 * 1000,
    })
}

impl Cost {
    fn millicents(&self) -> i64 {
        (self.supply + self.platform + self.audience + self.managed + self.third_party) / 1000
    }
}

fn cost<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let dsp = move |make: fn(&Cost) -> i64| Recipe::whole(move |row: &Row| dsp_cost(world, row).as_ref().map(make));
    Some(match name {
        "supply_cost" => dsp(|cost| cost.supply),
        "platform_fee" => dsp(|cost| cost.platform),
        "audience_fee" => dsp(|cost| cost.audience),
        "managed_service_fee" => dsp(|cost| cost.managed),
        "third_party_fees" => dsp(|cost| cost.third_party),
        "ocm_fee" => dsp(|_| 0),
        "bid_price" => dsp(|cost| cost.supply * 5 / 4),
        "winning_bid_cost" => dsp(|cost| cost.supply),
        "impression_cost" => dsp(Cost::millicents),
        "total_cost" => Recipe::decimal(move |row| dsp_cost(world, row).map(|cost| cost.millicents() * 10_000)),
        // Line items here are billed by impression.
        "click_cost" => dsp(|_| 0),
        "spend" => Recipe::whole(move |row| {
            let touch = row.touch?;
            let campaign = world.campaign_of(touch.creative);
            let dollars = match (campaign.by_view, touch.act) {
                (false, Act::Click) => 0.35 + 1.9 * share(mix(touch.tag, 58)),
                (true, Act::Viewed) => 0.006 + 0.01 * share(mix(touch.tag, 58)),
                _ => return Some(0),
            };
            Some((dollars * world.market.price_level * 100.0 * 100.0).round() as i64 * 10_000)
        }),
        _ => return None,
    })
}
