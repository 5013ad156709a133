//! Which part of the synthetic world an instance sees.

use chrono_tz::Tz;

use super::{
    market::market,
    random::{mix, text_key},
};

/// An instance of AMC as the data see it: one brand in one marketplace.
#[derive(Debug, Clone, PartialEq)]
pub struct InstanceProfile {
    /// The advertiser's brand. Brand and marketplace together pick the rows: equal pairs hold equal rows.
    pub brand: String,
    /// Country code of the marketplace, such as `US` or `GB`, or Amazon's marketplace id.
    pub marketplace: String,
    /// ISO 4217 code of all money, such as `USD`.
    pub currency: String,
    /// The advertiser's clock, which columns without `_utc` follow.
    pub time_zone: Tz,
    /// Whether there are DSP campaigns, and with them the `dsp_…` tables.
    pub has_dsp: bool,
    /// Whether there are sponsored ads campaigns, and with them `sponsored_ads_traffic`.
    pub has_sponsored_ads: bool,
    /// Whether the paid tables can be queried.
    pub has_paid: bool,
    /// How many events, as a share of [`super::DataConfig::scale`]; 1.0 is all of it.
    pub share: f64,
}

impl InstanceProfile {
    /// A full-sized instance with every kind of campaign and every table, in the marketplace's own currency and zone. A
    /// marketplace that the sandbox does not know is taken for the United States.
    pub fn new(brand: impl Into<String>, marketplace: &str) -> Self {
        let market = market(marketplace);
        Self {
            brand: brand.into(),
            marketplace: market.country.to_owned(),
            currency: market.currency.to_owned(),
            time_zone: market.zone,
            has_dsp: true,
            has_sponsored_ads: true,
            has_paid: true,
            share: 1.0,
        }
    }

    /// What tells this profile's rows from all others'; paid tables change none.
    pub(super) fn key(&self) -> u64 {
        let text = format!(
            "{}|{}|{}|{}|{}|{}|{}",
            self.brand,
            market(&self.marketplace).country,
            self.currency,
            self.time_zone.name(),
            self.has_dsp,
            self.has_sponsored_ads,
            self.share
        );
        mix(text_key(&text), 0)
    }
}

impl Default for InstanceProfile {
    /// The instance that a statement runs over when no sandbox is there.
    fn default() -> Self {
        Self::new("Northwind Kitchen", "US")
    }
}
