//! What stays the same while events happen: the advertiser, its campaigns, line items, creatives and products, and its users.

use chrono::Datelike;

use super::{
    calendar::{Calendar, DAY, SECOND, date},
    market::{Market, currency_name, market},
    profile::InstanceProfile,
    random::{Draw, index, mix, share, text_key},
    stock::{DEVICES, SEGMENTS, SUPPLIES, WARES, WORDS},
};

/// The line of advertising a campaign belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AdProduct {
    Dsp,
    Products,
    Brands,
    Display,
    Television,
}

impl AdProduct {
    /// The two letters of campaign names and consoles; none for DSP.
    pub(super) fn code(self) -> Option<&'static str> {
        match self {
            Self::Dsp => None,
            Self::Products => Some("SP"),
            Self::Brands => Some("SB"),
            Self::Display => Some("SD"),
            Self::Television => Some("STV"),
        }
    }

    /// Amazon's contract: NULL for DSP.
    pub(super) fn type_name(self) -> Option<&'static str> {
        match self {
            Self::Dsp => None,
            Self::Products => Some("sponsored_products"),
            Self::Brands => Some("sponsored_brands"),
            Self::Display => Some("sponsored_display"),
            Self::Television => Some("sponsored_television"),
        }
    }
}

#[derive(Debug)]
pub(super) struct Campaign {
    pub(super) id: i64,
    /// The console's id, which differs from the API's (Amazon's contract).
    pub(super) console_id: String,
    pub(super) name: String,
    pub(super) product: AdProduct,
    pub(super) video: bool,
    /// Where in a shopper's journey it works best, from 0 (unaware) to 1 (about to buy).
    pub(super) stage: f64,
    pub(super) weight: f64,
    /// Share of the users it is aimed at.
    pub(super) reach: f64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) over: bool,
    /// In whole units of the currency.
    pub(super) budget: i64,
    pub(super) goal: &'static str,
    /// Billed by viewable impressions and not by clicks; sponsored ads only.
    pub(super) by_view: bool,
    pub(super) flight: i64,
    pub(super) order: String,
    pub(super) portfolio: usize,
    /// Products it advertises, as indexes.
    pub(super) promoted: Vec<u16>,
    /// Its creatives, as a range of indexes.
    pub(super) creatives: std::ops::Range<u16>,
}

#[derive(Debug)]
pub(super) struct LineItem {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) price_type: &'static str,
    pub(super) segments: [usize; 3],
}

#[derive(Debug)]
pub(super) struct Creative {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) campaign: u16,
    pub(super) line_item: u16,
    pub(super) size: &'static str,
    pub(super) kind: &'static str,
    pub(super) seconds: Option<i64>,
    pub(super) product: u16,
    pub(super) deal: Option<usize>,
}

#[derive(Debug)]
pub(super) struct Product {
    pub(super) asin: String,
    pub(super) title: String,
    /// In hundredths of the currency unit.
    pub(super) price: i64,
}

/// One instance's world.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) profile: InstanceProfile,
    pub(super) market: &'static Market,
    pub(super) currency_name: &'static str,
    pub(super) calendar: Calendar,
    pub(super) users: u32,
    pub(super) advertiser_id: i64,
    pub(super) entity_id: String,
    pub(super) campaigns: Vec<Campaign>,
    pub(super) line_items: Vec<LineItem>,
    pub(super) creatives: Vec<Creative>,
    pub(super) products: Vec<Product>,
    pub(super) portfolios: Vec<String>,
    pub(super) words: Vec<String>,
}

/// How the rows of an instance name its advertiser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvertiserIds {
    /// `advertiser_id`
    pub advertiser_id: i64,
    /// `entity_id`
    pub entity_id: String,
}

impl AdvertiserIds {
    /// The ids that belong to a seed and a profile.
    pub fn of(seed: u64, profile: &InstanceProfile) -> Self {
        Self::draw(&mut Draw::new(mix(seed_of(seed, profile), 17)))
    }

    fn draw(draw: &mut Draw) -> Self {
        Self {
            advertiser_id: draw.between(571_000_000_000_000_001, 571_999_999_999_999_999),
            entity_id: format!("ENTITY{}", letters(draw.key(), 14)),
        }
    }
}

fn seed_of(seed: u64, profile: &InstanceProfile) -> u64 {
    mix(seed, mix(text_key(&profile.brand), text_key(market(&profile.marketplace).country)))
}

struct Plan {
    product: AdProduct,
    label: &'static str,
    video: bool,
    stage: f64,
    weight: f64,
    reach: f64,
    count: usize,
    goal: &'static str,
}

const fn plan(
    product: AdProduct,
    label: &'static str,
    video: bool,
    shape: (f64, f64, f64),
    count: usize,
    goal: &'static str,
) -> Plan {
    Plan { product, label, video, stage: shape.0, weight: shape.1, reach: shape.2, count, goal }
}

/// Kinds of campaigns with (stage, weight, reach) and how many of each.
const PLANS: &[Plan] = &[
    plan(AdProduct::Dsp, "Streaming TV Awareness", true, (0.1, 1.6, 0.6), 2, "REACH"),
    plan(AdProduct::Dsp, "Online Video", true, (0.25, 0.9, 0.5), 2, "COMPLETION_RATE"),
    plan(AdProduct::Dsp, "Display Prospecting", false, (0.35, 1.3, 0.5), 3, "DPVR"),
    plan(AdProduct::Dsp, "Display Retargeting", false, (0.75, 1.0, 0.6), 3, "ROAS"),
    plan(AdProduct::Television, "STV", true, (0.1, 0.7, 0.4), 2, ""),
    plan(AdProduct::Brands, "SB", false, (0.45, 1.2, 0.6), 5, ""),
    plan(AdProduct::Display, "SD", false, (0.65, 0.8, 0.5), 4, ""),
    plan(AdProduct::Products, "SP", false, (0.85, 1.2, 0.7), 10, ""),
];

impl World {
    pub(super) fn new(seed: u64, profile: &InstanceProfile, calendar: Calendar, users: u32) -> Self {
        let market = market(&profile.marketplace);
        let seed = seed_of(seed, profile);
        let mut draw = Draw::new(mix(seed, 17));
        let ids = AdvertiserIds::draw(&mut draw);
        let mut world = Self {
            seed,
            profile: profile.clone(),
            market,
            currency_name: currency_name(&profile.currency),
            calendar,
            users,
            advertiser_id: ids.advertiser_id,
            entity_id: ids.entity_id,
            campaigns: Vec::new(),
            line_items: Vec::new(),
            creatives: Vec::new(),
            products: products(profile, market, &mut draw),
            portfolios: ["Core", "Growth", "Seasonal"].map(|name| format!("{} {name}", profile.brand)).to_vec(),
            words: WORDS.iter().map(|word| word.replace("{}", &profile.brand.to_lowercase())).collect(),
        };
        for plan in PLANS {
            let wanted = if plan.product == AdProduct::Dsp { profile.has_dsp } else { profile.has_sponsored_ads };
            if wanted {
                for number in 0..plan.count {
                    world.add_campaign(plan, number, &mut draw);
                }
            }
        }
        world
    }

    fn add_campaign(&mut self, plan: &Plan, number: usize, draw: &mut Draw) {
        // The first of each kind always runs, so that no day is without ads.
        let always = number == 0 || draw.chance(0.3);
        let covered = (self.calendar.end - self.calendar.start) / DAY;
        let (from, days) =
            if always { (-60, covered + 120) } else { (draw.between(0, covered - 45), draw.between(30, 120)) };
        // Campaigns begin at midnight on the advertiser's clock and end a second before it.
        let start = self.calendar.utc(self.calendar.start + from * DAY);
        let end = self.calendar.utc(self.calendar.start + (from + days) * DAY) - SECOND;
        let campaign = self.campaigns.len() as u16;
        let theme = if always { "Always On" } else { theme(start) };
        let promoted =
            (0..draw.between(1, 4)).map(|_| index(draw.key(), self.products.len()) as u16).collect::<Vec<_>>();
        let first = self.creatives.len() as u16;
        for line in 0..draw.between(1, 3) {
            self.add_line_item(plan, campaign, line, &promoted, draw);
        }
        self.campaigns.push(Campaign {
            id: draw.between(571_000_000_000_000_001, 579_999_999_999_999_999),
            console_id: format!("A0{}", letters(draw.key(), 18)),
            name: format!("{}_{}_{theme}_{:02}_{}", self.profile.brand, plan.label, number + 1, self.market.country),
            product: plan.product,
            video: plan.video,
            stage: plan.stage,
            weight: plan.weight * (0.6 + 0.8 * draw.unit()),
            reach: plan.reach,
            start,
            end,
            over: end <= self.calendar.end,
            budget: draw.between(5, 400) * 1000,
            goal: plan.goal,
            by_view: plan.product == AdProduct::Television
                || (plan.product == AdProduct::Display && number.is_multiple_of(2)),
            flight: draw.between(581_000_000_000_000_001, 589_999_999_999_999_999),
            order: draw.between(100_000_000, 999_999_999).to_string(),
            portfolio: index(draw.key(), self.portfolios.len()),
            promoted,
            creatives: first..self.creatives.len() as u16,
        });
    }

    fn add_line_item(&mut self, plan: &Plan, campaign: u16, line: i64, promoted: &[u16], draw: &mut Draw) {
        let (kind, price_type) = match (plan.product, plan.video) {
            (AdProduct::Dsp, true) => ("AAP_VIDEO_CPM", "CPM"),
            (AdProduct::Dsp, false) => (["AAP_DISPLAY", "AAP_MOBILE"][(line % 2) as usize], "CPM"),
            (AdProduct::Television, _) => ("SPONSORED_TV", "vCPM"),
            _ => ("KEYWORD_BIDDING", "CPC"),
        };
        let line_item = self.line_items.len() as u16;
        let audience = ["In-Market", "Lifestyle", "Remarketing"][(line % 3) as usize];
        self.line_items.push(LineItem {
            id: draw.between(5_810_000_000_000_001, 5_899_999_999_999_999),
            name: format!("{} - {} - {audience}", self.profile.brand, plan.label),
            kind,
            price_type,
            segments: [0, 1, 2].map(|_| index(draw.key(), SEGMENTS.len())),
        });
        for number in 0..draw.between(1, 3) {
            let seconds = plan.video.then(|| [15, 30, 60][index(draw.key(), 3)]);
            let (size, kind) = match (plan.product, plan.video) {
                (_, true) => ("1920x1080", "Streaming TV Video"),
                (AdProduct::Dsp, _) => [
                    ("300x250", "Standard Display"),
                    ("728x90", "Standard Display"),
                    ("Responsive", "Responsive eCommerce"),
                ][index(draw.key(), 3)],
                (AdProduct::Brands, _) => ("Responsive", "Product Collection"),
                _ => ("Responsive", "Product Ad"),
            };
            let product = promoted[index(draw.key(), promoted.len())];
            let creative = Creative {
                id: draw.between(591_000_000_000_000_001, 599_999_999_999_999_999),
                name: format!("{} {kind} {size} v{}", self.products[product as usize].title, number + 1),
                campaign,
                line_item,
                size,
                kind,
                seconds,
                product,
                deal: (plan.product == AdProduct::Dsp && plan.video && draw.chance(0.4)).then(|| index(draw.key(), 4)),
            };
            self.creatives.push(creative);
        }
    }

    /// A number that belongs to the user and to the purpose.
    pub(super) fn user_key(&self, user: u32, purpose: u64) -> u64 {
        mix(mix(self.seed, u64::from(user)), purpose)
    }

    /// The user's pseudonym; `None` for the one in fifty whom Amazon cannot tell. Nearly everything groups or joins by it, and texts
    /// of up to twelve letters are the ones that Arrow's views hold themselves.
    pub(super) fn user_id(&self, user: u32) -> Option<String> {
        let key = self.user_key(user, 0x7573_6572);
        (share(mix(key, 3)) >= 0.02).then(|| letters(mix(key, 1), 12))
    }

    /// What kind of key the pseudonym is.
    pub(super) fn user_id_type(&self, user: u32) -> Option<&'static str> {
        self.user_id(user)?;
        Some(match share(self.user_key(user, 4)) {
            x if x < 0.88 => "adUserId",
            x if x < 0.95 => "sisDeviceId",
            _ => "adBrowserId",
        })
    }

    /// Index of the place where the user lives.
    pub(super) fn place(&self, user: u32) -> usize {
        let weights: f64 = self.market.places.iter().map(|place| place.weight).sum();
        let mut at = share(self.user_key(user, 5)) * weights;
        for (index, place) in self.market.places.iter().enumerate() {
            at -= place.weight;
            if at < 0.0 {
                return index;
            }
        }
        0
    }

    /// Index of the device on which an event happened: one of the user's two.
    pub(super) fn device(&self, user: u32, event: u64) -> usize {
        let which = u64::from(share(mix(event, 6)) < 0.3);
        Draw::new(self.user_key(user, 60 + which))
            .weighted(&DEVICES.iter().map(|device| device.weight).collect::<Vec<_>>())
            .unwrap_or(0)
    }

    /// Index of the inventory that showed an impression.
    pub(super) fn supply(&self, creative: u16, tag: u64) -> usize {
        let video = self.campaigns[self.creatives[creative as usize].campaign as usize].video;
        let mut at = share(mix(tag, 7));
        let total: f64 = SUPPLIES.iter().filter(|supply| supply.video == video).map(|supply| supply.weight).sum();
        at *= total;
        for (index, supply) in SUPPLIES.iter().enumerate().filter(|(_, supply)| supply.video == video) {
            at -= supply.weight;
            if at < 0.0 {
                return index;
            }
        }
        0
    }

    /// Indexes of the segments the user holds, three to six of them, ascending.
    pub(super) fn segments(&self, user: u32) -> Vec<usize> {
        let mut draw = Draw::new(self.user_key(user, 8));
        let mut held: Vec<usize> = (0..draw.between(3, 6)).map(|_| index(draw.key(), SEGMENTS.len())).collect();
        held.sort_unstable();
        held.dedup();
        held
    }

    pub(super) fn campaign_of(&self, creative: u16) -> &Campaign {
        &self.campaigns[self.creatives[creative as usize].campaign as usize]
    }
}

/// What a campaign that begins then is about.
fn theme(start: i64) -> &'static str {
    match date(start).month() {
        1 | 2 => "Launch",
        3..=5 => "Spring",
        6 | 7 => "Summer",
        8 | 9 => "Back to School",
        _ => "Holiday",
    }
}

fn products(profile: &InstanceProfile, market: &Market, draw: &mut Draw) -> Vec<Product> {
    WARES
        .iter()
        .map(|(name, price)| Product {
            asin: format!("B0{}", letters(draw.key(), 8)),
            title: format!("{} {name}", profile.brand),
            price: (price * market.price_level * 100.0).round() as i64,
        })
        .collect()
}

/// Capital letters and digits, as Amazon's ids have them.
pub(super) fn letters(key: u64, count: usize) -> String {
    const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut key = key;
    (0..count as u64)
        .map(|step| {
            key = mix(key, step);
            char::from(ALPHABET[index(key, ALPHABET.len())])
        })
        .collect()
}
