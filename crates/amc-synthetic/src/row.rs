//! Which events are the rows of which table.

use super::{
    calendar::{Calendar, DAY},
    event::{Act, Conversion, Deed, Events, Touch},
    random::{mix, share, text_key},
    stock::SEGMENTS,
    world::{AdProduct, World},
};

/// A row before it has columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Key of the row.
    pub(super) id: u64,
    /// The time that the query's window filters.
    pub(super) time: i64,
    pub(super) user: u32,
    pub(super) touch: Option<Touch>,
    pub(super) conversion: Option<Conversion>,
    pub(super) campaign: Option<u16>,
    /// Whether the campaign advertises the product converted on.
    pub(super) promoted: bool,
    /// Which of several rows of one event: index of a segment or of a player event.
    pub(super) part: usize,
    pub(super) device: usize,
    pub(super) place: usize,
    pub(super) supply: usize,
}

/// The player events of the video feed, in the order in which they happen, with the share of impressions that get so far.
pub(super) const PLAYER: &[(&str, f64)] = &[
    ("video_impression", 1.0),
    ("video_creative_view", 1.0),
    ("video_start", 0.98),
    ("video_first_quartile", 0.9),
    ("video_midpoint", 0.84),
    ("video_third_quartile", 0.79),
    ("video_complete", 0.74),
];

/// Where a table's rows come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Source {
    Impressions,
    Clicks,
    Views,
    Sponsored,
    Conversions,
    Relevance,
    CreditsByConversion,
    CreditsByTraffic,
    MatchedSegments,
    UserSegments,
    VideoFeed,
    Orders,
    /// Sponsored display around live streams.
    Live,
    /// Visits to the brand's store.
    StoreVisits,
    /// Users with the segments they hold; of every month or of now.
    Audience {
        in_market: bool,
        monthly: bool,
    },
    Segments,
    /// One row for every so many users, at a time of its own.
    Users {
        one_in: u32,
    },
}

impl Source {
    /// The source of a table of the catalogue, and for tables nobody foresaw a sample of the users.
    pub(super) fn of(table: &str) -> Self {
        let audience = |monthly| Self::Audience { in_market: table.contains("inmarket"), monthly };
        match table {
            "dsp_impressions" => Self::Impressions,
            "dsp_clicks" => Self::Clicks,
            "dsp_views" => Self::Views,
            "sponsored_ads_traffic" => Self::Sponsored,
            "conversions" | "conversions_all" => Self::Conversions,
            "conversions_with_relevance" => Self::Relevance,
            "amazon_attributed_events_by_conversion_time" => Self::CreditsByConversion,
            "amazon_attributed_events_by_traffic_time" => Self::CreditsByTraffic,
            "dsp_impressions_by_matched_segments" => Self::MatchedSegments,
            "dsp_impressions_by_user_segments" => Self::UserSegments,
            "dsp_video_events_feed" => Self::VideoFeed,
            "amazon_retail_purchases" => Self::Orders,
            "segment_metadata" => Self::Segments,
            "amazon_live_traffic" => Self::Live,
            // The ad server's tables are retired; old statements meet the same ads.
            "adserver_traffic" => Self::Impressions,
            "adserver_traffic_by_user_segments" => Self::UserSegments,
            _ if table.starts_with("adserver_conversions") => Self::Conversions,
            _ if table.starts_with("amazon_brand_store_") => Self::StoreVisits,
            _ if table.starts_with("audience_segments_") => audience(table.ends_with("_snapshot")),
            "amazon_your_garage" | "amazon_your_garage_all" | "amazon_pvc_enrollments" => Self::Users { one_in: 6 },
            "experian_vehicle_purchases" => Self::Users { one_in: 40 },
            _ => Self::Users { one_in: 4 },
        }
    }

    /// Whether an instance without DSP or without sponsored ads lacks the table.
    pub(super) fn exists(self, has_dsp: bool, has_sponsored_ads: bool) -> bool {
        match self {
            Self::Impressions | Self::Clicks | Self::Views => has_dsp,
            Self::MatchedSegments | Self::UserSegments | Self::VideoFeed => has_dsp,
            Self::Sponsored | Self::Live => has_sponsored_ads,
            _ => true,
        }
    }

    /// Whether rows come from the events rather than from the users alone.
    pub(super) fn needs_events(self) -> bool {
        !matches!(self, Self::Audience { .. } | Self::Segments | Self::Users { .. })
    }

    /// Hands out all rows of the table, ascending in time.
    pub(super) fn rows(self, table: &str, world: &World, events: &Events, emit: &mut dyn FnMut(Row)) {
        match self {
            Self::Impressions => events.impressions.iter().for_each(|touch| emit(of_touch(world, touch))),
            Self::Clicks => events.clicks.iter().for_each(|touch| emit(of_touch(world, touch))),
            Self::Views => events.views.iter().for_each(|touch| emit(of_touch(world, touch))),
            Self::Sponsored => events.sponsored.iter().for_each(|touch| emit(of_touch(world, touch))),
            Self::Conversions => events.conversions.iter().for_each(|conversion| emit(of_conversion(conversion))),
            Self::Orders => {
                let orders = events.conversions.iter().filter(|conversion| conversion.deed == Deed::Order);
                orders.for_each(|conversion| emit(of_conversion(conversion)));
            }
            Self::Live => {
                let display = |touch: &&Touch| world.campaign_of(touch.creative).product == AdProduct::Display;
                let live = events.sponsored.iter().filter(display).filter(|touch| touch.tag.is_multiple_of(8));
                live.for_each(|touch| emit(of_touch(world, touch)));
            }
            Self::StoreVisits => {
                let visits = events.conversions.iter().filter(|conversion| conversion.deed == Deed::StoreView);
                visits.for_each(|conversion| emit(of_conversion(conversion)));
            }
            Self::Relevance => events.relevance.iter().for_each(|row| {
                emit(Row { campaign: Some(row.campaign), promoted: row.promoted, ..of_conversion(&row.conversion) });
            }),
            Self::CreditsByConversion => events.credits_by_conversion.iter().for_each(|credit| {
                emit(Row {
                    time: credit.conversion.time,
                    conversion: Some(credit.conversion),
                    promoted: credit.promoted,
                    ..of_touch(world, &credit.touch)
                });
            }),
            Self::CreditsByTraffic => events.credits_by_traffic.iter().for_each(|credit| {
                emit(Row {
                    conversion: Some(credit.conversion),
                    promoted: credit.promoted,
                    ..of_touch(world, &credit.touch)
                });
            }),
            Self::MatchedSegments | Self::UserSegments => events.impressions.iter().for_each(|touch| {
                let row = of_touch(world, touch);
                let held = world.segments(touch.user);
                let matched = &world.line_items[world.creatives[touch.creative as usize].line_item as usize].segments;
                held.into_iter()
                    .filter(|segment| self == Self::UserSegments || matched.contains(segment))
                    .for_each(|part| emit(Row { part, ..row }));
            }),
            Self::VideoFeed => video_feed(world, events, emit),
            Self::Audience { in_market, monthly } => audience(world, in_market, monthly, emit),
            Self::Segments => (0..SEGMENTS.len()).for_each(|part| emit(Row { part, ..bare(part as u64, 0, 0) })),
            Self::Users { one_in } => users(table, world, one_in, emit),
        }
    }
}

fn bare(id: u64, time: i64, user: u32) -> Row {
    Row {
        id,
        time,
        user,
        touch: None,
        conversion: None,
        campaign: None,
        promoted: false,
        part: 0,
        device: 0,
        place: 0,
        supply: 0,
    }
}

fn of_touch(world: &World, touch: &Touch) -> Row {
    Row {
        touch: Some(*touch),
        campaign: Some(world.creatives[touch.creative as usize].campaign),
        device: world.device(touch.user, touch.tag),
        place: world.place(touch.user),
        supply: if world.campaign_of(touch.creative).product == AdProduct::Dsp {
            world.supply(touch.creative, touch.tag)
        } else {
            0
        },
        // Click and impression of one ad are two events of sponsored ads.
        ..bare(mix(touch.tag, touch.act as u64 + 20), touch.time, touch.user)
    }
}

fn of_conversion(conversion: &Conversion) -> Row {
    Row { conversion: Some(*conversion), ..bare(conversion.id, conversion.time, conversion.user) }
}

fn video_feed(world: &World, events: &Events, emit: &mut dyn FnMut(Row)) {
    let videos = events.impressions.iter().filter(|touch| world.campaign_of(touch.creative).video);
    for touch in videos {
        let row = of_touch(world, touch);
        let reached = share(mix(touch.tag, 13));
        for (part, (_, survivors)) in PLAYER.iter().enumerate() {
            if reached < *survivors {
                emit(Row { part, id: mix(row.id, part as u64), ..row });
            }
        }
    }
}

fn audience(world: &World, in_market: bool, monthly: bool, emit: &mut dyn FnMut(Row)) {
    let months = if monthly { first_days_of_months(&world.calendar) } else { vec![world.calendar.end - DAY] };
    for time in months {
        for user in (0..world.users).filter(|user| world.user_id(*user).is_some()) {
            for part in world.segments(user).into_iter().filter(|part| SEGMENTS[*part].2 == in_market) {
                emit(Row { part, ..bare(mix(u64::from(user), part as u64), time, user) });
            }
        }
    }
}

/// Snapshots are big and alike; three are kept.
const SNAPSHOTS: usize = 3;

fn first_days_of_months(calendar: &Calendar) -> Vec<i64> {
    use chrono::Datelike;
    let days = (calendar.start..calendar.end).step_by(DAY as usize);
    let firsts: Vec<i64> = days.filter(|moment| super::calendar::date(*moment).day() == 1).collect();
    firsts[firsts.len().saturating_sub(SNAPSHOTS)..].to_vec()
}

fn users(table: &str, world: &World, one_in: u32, emit: &mut dyn FnMut(Row)) {
    let salt = text_key(table);
    let length = (world.calendar.end - world.calendar.start) as f64;
    let mut rows: Vec<Row> = (0..world.users)
        .filter(|user| world.user_key(*user, salt).is_multiple_of(u64::from(one_in)))
        .map(|user| {
            let id = world.user_key(user, mix(salt, 1));
            let time = world.calendar.start + (share(mix(id, 2)) * length) as i64;
            let campaign = mix(id, 3).checked_rem(world.campaigns.len() as u64).map(|number| number as u16);
            Row { campaign, place: world.place(user), device: world.device(user, id), ..bare(id, time, user) }
        })
        .collect();
    rows.sort_unstable_by_key(|row| (row.time, row.id));
    rows.into_iter().for_each(emit);
}

impl Row {
    /// The event the row stands for, if it is of traffic.
    pub(super) fn act(&self) -> Option<Act> {
        self.touch.map(|touch| touch.act)
    }
}
