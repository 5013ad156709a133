//! Who met an event, where, and on what.

use super::{Recipe, Setting};
use crate::{
    event::Act,
    random::{mix, share},
    row::{PLAYER, Row, Source},
    stock::{DEVICES, Device, SEGMENTS, SUPPLIES, Supply},
    world::{AdProduct, letters},
};

pub(super) fn recipe<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    user(setting, name)
        .or_else(|| device(setting, name))
        .or_else(|| place(setting, name))
        .or_else(|| supply(setting, name))
        .or_else(|| segment(setting, name))
        .or_else(|| player(setting, name))
}

fn user<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    Some(match name {
        "user_id" => {
            Recipe::owned(move |row| if setting.source == Source::Segments { None } else { world.user_id(row.user) })
        }
        "user_id_type" => Recipe::text(move |row| world.user_id_type(row.user)),
        "device_id" => Recipe::owned(move |row| {
            row.touch.map(|touch| format!("{:016x}", mix(world.user_key(touch.user, 40), row.device as u64)))
        }),
        "ip_address" => {
            Recipe::owned(move |row| world.user_id(row.user).map(|_| format!("{:016x}", world.user_key(row.user, 41))))
        }
        // Rows of browsers without consent may not feed audiences with third-party tags (Amazon's contract).
        "no_3p_trackers" => Recipe::flag(move |row| Some(share(world.user_key(row.user, 42)) < 0.03)),
        "marketplace_name" | "traffic_event_marketplace_name" => {
            let store = world.market.store;
            Recipe::text(move |row| (row.touch.is_some() || row.conversion.is_some()).then_some(store))
        }
        "is_amazon_business" => Recipe::flag(move |row| Some(share(world.user_key(row.user, 43)) < 0.04)),
        _ => return None,
    })
}

/// Only DSP tells the device class and the place; for sponsored ads these columns are empty.
fn is_dsp(setting: Setting<'_>, row: &Row) -> bool {
    row.touch.is_some_and(|touch| setting.world.campaign_of(touch.creative).product == AdProduct::Dsp)
}

fn device<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let of = move |make: fn(&'static Device) -> &'static str, everywhere: bool| {
        Recipe::text(move |row: &Row| {
            let known = row.touch.is_some() && (everywhere || is_dsp(setting, row));
            known.then(|| make(&DEVICES[row.device])).filter(|value| !value.is_empty())
        })
    };
    Some(match name {
        "device_type" => of(|device| device.kind, false),
        "device_make" | "device_brand" => of(|device| device.make, false),
        "device_model" => of(|device| device.model, false),
        "operating_system" => of(|device| device.system, true),
        "os_version" => of(|device| device.version, true),
        "browser_family" => of(|device| device.browser, false),
        "environment_type" | "environment" => of(|device| device.environment, false),
        _ => return None,
    })
}

fn place<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let market = setting.world.market;
    let of = move |make: fn(&'static crate::market::Place) -> &'static str| {
        Recipe::text(move |row: &Row| {
            is_dsp(setting, row).then(|| make(&market.places[row.place])).filter(|value| !value.is_empty())
        })
    };
    Some(match name {
        "iso_country_code" => Recipe::text(move |row| is_dsp(setting, row).then_some(market.country)),
        "iso_state_province_code" => of(|place| place.region),
        "city_name" => of(|place| place.city),
        "postal_code" => of(|place| place.postal),
        "dma_code" => of(|place| place.dma),
        _ => return None,
    })
}

fn supply<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let of = move |row: &Row| is_dsp(setting, row).then(|| &SUPPLIES[row.supply]);
    let text =
        move |make: fn(&'static Supply) -> Option<&'static str>| Recipe::text(move |row: &Row| of(row).and_then(make));
    let rate = move |row: &Row| of(row).map(|supply| (supply.seen * 10_000.0) as i64);
    Some(match name {
        "supply_source" => text(|supply| Some(supply.source)),
        "supply_source_id" => Recipe::whole(move |row| of(row).map(|supply| supply.id)),
        "site" | "adserver_site" => text(|supply| Some(supply.site)),
        "publisher_name" | "seller_name" => text(|supply| Some(supply.publisher)),
        "seller_id" => Recipe::owned(move |row| of(row).map(|supply| letters(supply.id as u64, 10))),
        "app_bundle" => text(|supply| supply.bundle),
        "page_type" => text(|supply| supply.page_type),
        "is_amazon_owned" => Recipe::flag(move |row| of(row).map(|supply| supply.owned)),
        "demand_channel" | "demand_channel_owner" => text(|_| Some("Amazon DSP")),
        "placement_is_view_aware" | "supply_source_is_view_aware" => Recipe::flag(move |row| of(row).map(|_| true)),
        "placement_view_rate" | "supply_source_view_rate" => Recipe::decimal(rate),
        "slot_position" => Recipe::text(move |row| {
            of(row).map(|supply| match share(mix(row.id, 44)) {
                x if x < supply.seen => "ATF",
                x if x < 0.98 => "BTF",
                _ => "UNKNOWN",
            })
        }),
        "view_definition" => Recipe::text(|row| row.act().filter(|act| *act == Act::Viewed).map(|_| "MRC")),
        _ => return None,
    })
}

fn segment<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let ids = |segments: &[usize]| segments.iter().map(|segment| SEGMENTS[*segment].0).collect::<Vec<_>>();
    let matched = move |row: &Row| {
        let held = world.segments(row.user);
        let creative = &world.creatives[row.touch?.creative as usize];
        let aimed = &world.line_items[creative.line_item as usize].segments;
        Some(held.into_iter().filter(|segment| aimed.contains(segment)).collect::<Vec<_>>())
    };
    Some(match name {
        "user_behavior_segment_ids" => Recipe::list(move |row| row.touch.map(|touch| ids(&world.segments(touch.user)))),
        "matched_behavior_segment_ids" => Recipe::list(move |row| matched(row).map(|segments| ids(&segments))),
        "behavior_segment_matched" => {
            Recipe::whole(move |row| matched(row).map(|segments| i64::from(segments.contains(&row.part))))
        }
        "behavior_segment_id" | "segment_id" => Recipe::whole(|row| SEGMENTS.get(row.part).map(|segment| segment.0)),
        "behavior_segment_name" | "segment_name" => Recipe::text(|row| SEGMENTS.get(row.part).map(|segment| segment.1)),
        "behavior_segment_description" | "segment_description" => Recipe::owned(|row| {
            let (_, name, in_market) = SEGMENTS.get(row.part)?;
            let subject = name.split_once(" - ").map_or(*name, |(_, subject)| subject);
            Some(if *in_market { format!("Shopped for {subject} lately") } else { format!("Lives as {subject}") })
        }),
        "category_level_1" | "category_level_2" | "category_path" => {
            let level = name.to_owned();
            Recipe::owned(move |row| {
                let (_, name, in_market) = SEGMENTS.get(row.part)?;
                let kind = if *in_market { "In-market" } else { "Lifestyle" };
                let subject = name.split_once(" - ").map_or(*name, |(_, subject)| subject);
                Some(match level.as_str() {
                    "category_level_1" => kind.to_owned(),
                    "category_level_2" => subject.to_owned(),
                    _ => format!("{kind}/{subject}"),
                })
            })
        }
        "segment_marketplace_id" | "marketplace_id" => Recipe::whole(|_| Some(1)),
        _ => return None,
    })
}

fn player<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    if setting.source != Source::VideoFeed {
        return None;
    }
    let part = PLAYER.iter().position(|(event, _)| *event == name);
    // Events of the player outside this list, such as muting, do not happen in this world.
    (part.is_some() || name.starts_with("video_"))
        .then(|| Recipe::whole(move |row| Some(i64::from(part == Some(row.part)))))
}
