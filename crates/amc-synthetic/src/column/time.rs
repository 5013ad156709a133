//! Times and their parts: exact, by hour, by day, as numbers; in UTC and on the advertiser's clock.

use chrono::Datelike;

use super::{Recipe, Setting};
use crate::{
    calendar::{DAY, HOUR, date},
    event::Act,
    row::Row,
    world::World,
};

/// Whose time a column tells.
#[derive(Clone, Copy)]
enum Whose {
    Row,
    Impression,
    Click,
    Conversion,
    Traffic,
    CampaignStart,
    CampaignEnd,
}

fn whose(word: &str) -> Option<Whose> {
    Some(match word {
        "event" | "purchase" | "pv_playback" | "pv_start" | "snapshot" | "broadcast" => Whose::Row,
        "impression" | "request" => Whose::Impression,
        "click" => Whose::Click,
        "conversion_event" => Whose::Conversion,
        "traffic_event" => Whose::Traffic,
        // Line items, ad groups and flights run as long as their campaign here.
        "campaign_start" | "line_item_start" | "ad_group_start" | "campaign_flight_start" => Whose::CampaignStart,
        "campaign_end" | "line_item_end" | "ad_group_end" | "campaign_flight_end" => Whose::CampaignEnd,
        _ => return None,
    })
}

pub(super) fn recipe<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let (stem, utc) = name.strip_suffix("_utc").map_or((name, false), |stem| (stem, true));
    let parts = ["_dt_hour", "_datetime", "_dt", "_date", "_day", "_hour", "_month"];
    let (part, whose) = parts.iter().find_map(|part| Some((*part, whose(stem.strip_suffix(part)?)?)))?;
    let clock = move |row: &Row| {
        let moment = moment(world, whose, row)?;
        Some(if utc { moment } else { world.calendar.local(moment) })
    };
    Some(match part {
        "_dt_hour" => Recipe::moment(move |row| clock(row).map(|moment| moment - moment.rem_euclid(HOUR))),
        "_day" => Recipe::whole(move |row| clock(row).map(|moment| i64::from(date(moment).day()))),
        "_month" => Recipe::whole(move |row| clock(row).map(|moment| i64::from(date(moment).month()))),
        "_hour" => Recipe::whole(move |row| clock(row).map(|moment| moment.rem_euclid(DAY) / HOUR)),
        // The type of the column makes a date of it where it is one.
        _ => Recipe::moment(clock),
    })
}

fn moment(world: &World, whose: Whose, row: &Row) -> Option<i64> {
    let campaign = || row.campaign.and_then(|number| world.campaigns.get(number as usize));
    match whose {
        Whose::Row => Some(row.time),
        Whose::Impression => row.touch.map(|touch| touch.impression_time),
        Whose::Click => row.touch.filter(|touch| touch.act == Act::Click).map(|touch| touch.time),
        Whose::Conversion => row.conversion.map(|conversion| conversion.time),
        Whose::Traffic => row.touch.map(|touch| touch.time),
        Whose::CampaignStart => campaign().map(|campaign| campaign.start),
        Whose::CampaignEnd => campaign().map(|campaign| campaign.end),
    }
}
