//! One user's life: journeys of ad contacts, what follows from them, and which contact is credited.

use super::{
    calendar::{DAY, HOUR, MINUTE, SECOND},
    event::{Act, Conversion, Credit, Deed, Events, Relevance, Touch},
    random::{Draw, index, mix, share},
    stock::SUPPLIES,
    world::{AdProduct, Campaign, World},
};

/// Amazon's rule: an ad is credited with what happens within 14 days of it.
pub(super) const ATTRIBUTION: i64 = 14 * DAY;
/// Amazon's rule: conversions on Amazon are shown if the user had an ad event in the 28 days before.
const EXPOSURE: i64 = 28 * DAY;
/// Campaigns may matter to a conversion until 60 days after their end (Amazon's contract).
const AFTERGLOW: i64 = 60 * DAY;

struct Life<'a> {
    world: &'a World,
    user: u32,
    draw: Draw,
    /// Everything that may be credited, and whether it was seen.
    touches: Vec<(Touch, bool)>,
    conversions: Vec<Conversion>,
    serial: u64,
}

/// Adds all events of a user whose own time lies in `slice` to `events`.
pub(super) fn live(world: &World, user: u32, slice: &std::ops::Range<i64>, events: &mut Events) {
    let mut life = Life {
        world,
        user,
        draw: Draw::new(world.user_key(user, 9)),
        touches: Vec::new(),
        conversions: Vec::new(),
        serial: 0,
    };
    let wanted = |time: i64| slice.contains(&time);
    let mut sink = |touch: Touch, table: fn(&mut Events) -> &mut Vec<Touch>| {
        if wanted(touch.time) {
            table(events).push(touch);
        }
    };
    let journeys = 1 + i64::from(life.draw.chance(0.45)) + i64::from(life.draw.chance(0.2));
    for _ in 0..journeys {
        life.journey(&mut sink);
    }
    if life.draw.chance(0.03) {
        life.off_amazon();
    }
    life.conversions.retain(|conversion| world.calendar.covers(conversion.time));
    life.touches.sort_unstable_by_key(|(touch, _)| (touch.time, touch.tag, touch.act));
    life.conversions.sort_unstable_by_key(|conversion| (conversion.time, conversion.id));
    life.keep_exposed();
    life.mark_new_to_brand();
    for conversion in &life.conversions {
        if wanted(conversion.time) {
            events.conversions.push(*conversion);
            life.relevant(conversion, &mut events.relevance);
        }
        if let Some(credit) = life.credited(conversion) {
            if wanted(conversion.time) {
                events.credits_by_conversion.push(credit);
            }
            if wanted(credit.touch.time) {
                events.credits_by_traffic.push(credit);
            }
        }
    }
}

impl Life<'_> {
    fn key(&mut self) -> u64 {
        self.serial += 1;
        mix(self.world.user_key(self.user, 10), self.serial)
    }

    /// A few weeks in which ads meet the user, from first notice to purchase.
    fn journey(&mut self, sink: &mut impl FnMut(Touch, fn(&mut Events) -> &mut Vec<Touch>)) {
        let calendar = &self.world.calendar;
        let first = calendar.draw_day(&mut self.draw);
        let days = self.draw.between(2, 24);
        let contacts = 2 + self.draw.wait(5.0).min(40.0) as i64;
        let mut moments: Vec<i64> = (0..contacts)
            .filter_map(|_| {
                // Two tries, the busier day wins: contacts follow the season and the week as journeys do.
                let (a, b) = (first + self.draw.between(0, days), first + self.draw.between(0, days));
                let pick_first =
                    self.draw.chance(calendar.weight(a) / (calendar.weight(a) + calendar.weight(b)).max(0.01));
                calendar.draw_moment(if pick_first { a } else { b }, &mut self.draw)
            })
            .collect();
        moments.sort_unstable();
        let favourite = index(self.draw.key(), self.world.products.len()) as u16;
        let count = moments.len() as f64;
        for (number, moment) in moments.into_iter().enumerate() {
            let stage = (number as f64 + 0.5) / count;
            if let Some(creative) = self.pick_creative(moment, stage) {
                self.contact(moment, creative, favourite, sink);
            }
        }
    }

    fn pick_creative(&mut self, moment: i64, stage: f64) -> Option<u16> {
        let campaigns = &self.world.campaigns;
        let mut weights = [0.0; 64];
        for (number, (campaign, weight)) in campaigns.iter().zip(&mut weights).enumerate() {
            let aimed_at = || share(self.world.user_key(self.user, 1000 + number as u64)) < campaign.reach;
            if (campaign.start..campaign.end).contains(&moment) && aimed_at() {
                let distance = (campaign.stage - stage).abs();
                *weight = campaign.weight * (1.15 - distance).powi(3);
            }
        }
        let campaign = self.draw.weighted(&weights)?;
        let creatives = campaigns.get(campaign)?.creatives.clone();
        Some(creatives.start + index(self.draw.key(), creatives.len()) as u16)
    }

    fn contact(
        &mut self,
        moment: i64,
        creative: u16,
        favourite: u16,
        sink: &mut impl FnMut(Touch, fn(&mut Events) -> &mut Vec<Touch>),
    ) {
        let world = self.world;
        let campaign = world.campaign_of(creative);
        let touch = Touch {
            tag: self.key(),
            time: moment,
            impression_time: moment,
            user: self.user,
            creative,
            act: Act::Impression,
        };
        let at = |act: Act, later: i64| Touch { act, time: moment + later, ..touch };
        let covers = |touch: &Touch| world.calendar.covers(touch.time);
        let dsp = campaign.product == AdProduct::Dsp;
        sink(touch, if dsp { |e| &mut e.impressions } else { |e| &mut e.sponsored });

        let seen = if dsp {
            let rate = SUPPLIES[world.supply(creative, touch.tag)].seen;
            let measurable = self.draw.chance(0.94);
            sink(touch_with(touch, if measurable { Act::Measured } else { Act::Unmeasured }), |e| &mut e.views);
            let seen = self.draw.chance(rate * 0.85);
            let view = at(if measurable { Act::Viewed } else { Act::Estimated }, self.draw.between(1, 4) * SECOND);
            if seen && covers(&view) {
                sink(view, |e| &mut e.views);
            }
            seen && measurable
        } else if campaign.by_view {
            let view = at(Act::Viewed, self.draw.between(1, 4) * SECOND);
            let seen = self.draw.chance(0.62) && covers(&view);
            if seen {
                sink(view, |e| &mut e.sponsored);
            }
            seen
        } else {
            // Campaigns paid by click get no credit for views (Amazon's contract for sponsored products and brands).
            false
        };
        self.touches.push((touch, seen));

        let rate = match (campaign.product, campaign.video) {
            (AdProduct::Dsp, true) => 0.004,
            (AdProduct::Dsp, false) => 0.022,
            (AdProduct::Products, _) => 0.1,
            (AdProduct::Brands, _) => 0.06,
            (AdProduct::Display, _) => 0.03,
            (AdProduct::Television, _) => 0.003,
        };
        let click = at(Act::Click, self.draw.between(5, 90) * SECOND);
        let clicked = self.draw.chance(rate) && covers(&click);
        if clicked {
            sink(click, if dsp { |e| &mut e.clicks } else { |e| &mut e.sponsored });
            self.touches.push((click, true));
        }
        self.aftermath(&click, clicked, seen, favourite);
    }

    /// What a contact leads to.
    fn aftermath(&mut self, click: &Touch, clicked: bool, seen: bool, favourite: u16) {
        let advertised = self.world.creatives[click.creative as usize].product;
        let product = if self.draw.chance(0.7) { advertised } else { favourite };
        let interested = self.draw.chance(if clicked {
            0.72
        } else if seen {
            0.05
        } else {
            0.025
        });
        if !interested {
            return;
        }
        let pause = if clicked { MINUTE as f64 } else { 1.6 * DAY as f64 };
        let mut time = click.time + self.wait(pause);
        if !clicked && self.draw.chance(0.15) {
            self.convert(time, product, Deed::Search);
            time += self.wait(MINUTE as f64);
        }
        if self.draw.chance(0.06) {
            self.convert(time, product, Deed::StoreView);
            time += self.wait(2.0 * MINUTE as f64);
        }
        self.convert(time, product, Deed::PageView);
        if self.draw.chance(0.05) {
            let later = time + self.wait(MINUTE as f64);
            self.convert(later, product, Deed::WishList);
        }
        if self.draw.chance(0.42) {
            time += self.wait(3.0 * MINUTE as f64);
            self.convert(time, product, Deed::CartAdd);
            if self.draw.chance(0.55) {
                time += self.wait(10.0 * HOUR as f64);
                self.convert(time, product, Deed::Order);
            }
        }
    }

    /// What the advertiser's own site reports, of users who saw ads and of others.
    fn off_amazon(&mut self) {
        let day = self.world.calendar.draw_day(&mut self.draw);
        let product = index(self.draw.key(), self.world.products.len()) as u16;
        if let Some(time) = self.world.calendar.draw_moment(day, &mut self.draw) {
            let deed = if self.draw.chance(0.6) { Deed::OffAmazonSignUp } else { Deed::OffAmazonPurchase };
            self.convert(time, product, deed);
        }
    }

    fn wait(&mut self, mean: f64) -> i64 {
        SECOND + self.draw.wait(mean) as i64
    }

    fn convert(&mut self, time: i64, product: u16, deed: Deed) {
        let bought = matches!(deed, Deed::Order | Deed::OffAmazonPurchase);
        let price = self.world.products[product as usize].price;
        let discount = if self.draw.chance(0.2) { price / 10 } else { 0 };
        let units = 1 + self.draw.wait(0.5).min(5.0) as u8;
        let id = self.key();
        self.conversions.push(Conversion {
            id,
            time,
            user: self.user,
            product,
            deed,
            units: if bought { units } else { 0 },
            price: if bought { price - discount } else { 0 },
            new_to_brand: None,
        });
    }

    fn keep_exposed(&mut self) {
        let touches = &self.touches;
        self.conversions.retain(|conversion| {
            conversion.deed.off_amazon()
                || touches
                    .iter()
                    .any(|(touch, _)| touch.time <= conversion.time && conversion.time - touch.time <= EXPOSURE)
        });
    }

    fn mark_new_to_brand(&mut self) {
        let mut new = share(self.world.user_key(self.user, 11)) < 0.62;
        for conversion in self.conversions.iter_mut().filter(|conversion| conversion.deed == Deed::Order) {
            conversion.new_to_brand = Some(new);
            new = false;
        }
    }

    /// The last touch within 14 days, clicks before views (Amazon's rule).
    fn credited(&self, conversion: &Conversion) -> Option<Credit> {
        let credible = self.touches.iter().rev().filter(|(touch, seen)| {
            *seen
                && touch.time <= conversion.time
                && conversion.time - touch.time <= ATTRIBUTION
                // Off-Amazon events belong to DSP's event manager.
                && (!conversion.deed.off_amazon()
                    || self.world.campaign_of(touch.creative).product == AdProduct::Dsp)
        });
        let (touch, _) =
            credible.clone().find(|(touch, _)| touch.act == Act::Click).or_else(|| credible.clone().next())?;
        let promoted = self.world.campaign_of(touch.creative).promoted.contains(&conversion.product);
        Some(Credit { touch: *touch, conversion: *conversion, promoted })
    }

    /// The campaigns that met the user, if they still matter, and one that might have.
    fn relevant(&self, conversion: &Conversion, rows: &mut Vec<Relevance>) {
        let world = self.world;
        let matters =
            |campaign: &Campaign| campaign.start <= conversion.time && conversion.time <= campaign.end + AFTERGLOW;
        let mut chosen: Vec<u16> = Vec::new();
        for (touch, _) in self.touches.iter().rev().filter(|(touch, _)| touch.time <= conversion.time) {
            let number = world.creatives[touch.creative as usize].campaign;
            if chosen.len() < 2 && !chosen.contains(&number) && matters(&world.campaigns[number as usize]) {
                chosen.push(number);
            }
        }
        if !world.campaigns.is_empty() {
            let number = index(mix(conversion.id, 12), world.campaigns.len()) as u16;
            if !chosen.contains(&number) && matters(&world.campaigns[number as usize]) {
                chosen.push(number);
            }
        }
        rows.extend(chosen.into_iter().map(|campaign| Relevance {
            conversion: *conversion,
            campaign,
            promoted: world.campaigns[campaign as usize].promoted.contains(&conversion.product),
        }));
    }
}

fn touch_with(touch: Touch, act: Act) -> Touch {
    Touch { act, ..touch }
}
