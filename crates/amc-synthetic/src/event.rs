//! Events in their shortest form, from which the columns are made.

/// What a traffic event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Act {
    Impression,
    Click,
    /// The viewability of the impression could be measured.
    Measured,
    Unmeasured,
    /// The impression was seen.
    Viewed,
    /// Counted as seen by estimate.
    Estimated,
}

/// A traffic event of one impression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Touch {
    /// Key of the impression, which all its events share.
    pub(super) tag: u64,
    pub(super) time: i64,
    pub(super) impression_time: i64,
    pub(super) user: u32,
    pub(super) creative: u16,
    pub(super) act: Act,
}

/// What a user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Deed {
    PageView,
    CartAdd,
    Order,
    Search,
    StoreView,
    WishList,
    /// Measured outside Amazon; the name is the advertiser's.
    OffAmazonSignUp,
    OffAmazonPurchase,
}

impl Deed {
    pub(super) fn off_amazon(self) -> bool {
        matches!(self, Self::OffAmazonSignUp | Self::OffAmazonPurchase)
    }
}

/// A conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Conversion {
    pub(super) id: u64,
    pub(super) time: i64,
    pub(super) user: u32,
    pub(super) product: u16,
    pub(super) deed: Deed,
    /// Units bought; 0 if nothing was.
    pub(super) units: u8,
    /// Price of a unit in hundredths of the currency; 0 if nothing was bought.
    pub(super) price: i64,
    /// First purchase of the brand in twelve months; `None` if nothing was bought.
    pub(super) new_to_brand: Option<bool>,
}

/// A conversion and the ad event that is credited with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Credit {
    pub(super) touch: Touch,
    pub(super) conversion: Conversion,
    /// Whether the campaign advertises the very product.
    pub(super) promoted: bool,
}

/// A conversion and a campaign it matters to, credited or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Relevance {
    pub(super) conversion: Conversion,
    pub(super) campaign: u16,
    pub(super) promoted: bool,
}

/// All events of a stretch of time, each kind ascending in its own time.
#[derive(Debug, Default)]
pub(super) struct Events {
    pub(super) impressions: Vec<Touch>,
    pub(super) clicks: Vec<Touch>,
    pub(super) views: Vec<Touch>,
    pub(super) sponsored: Vec<Touch>,
    pub(super) conversions: Vec<Conversion>,
    pub(super) relevance: Vec<Relevance>,
    pub(super) credits_by_conversion: Vec<Credit>,
    pub(super) credits_by_traffic: Vec<Credit>,
}

impl Events {
    pub(super) fn append(&mut self, mut other: Self) {
        self.impressions.append(&mut other.impressions);
        self.clicks.append(&mut other.clicks);
        self.views.append(&mut other.views);
        self.sponsored.append(&mut other.sponsored);
        self.conversions.append(&mut other.conversions);
        self.relevance.append(&mut other.relevance);
        self.credits_by_conversion.append(&mut other.credits_by_conversion);
        self.credits_by_traffic.append(&mut other.credits_by_traffic);
    }

    /// Orders each kind by time, and equal times by key, so that the order does not depend on how the work was shared.
    pub(super) fn sort(&mut self) {
        for touches in [&mut self.impressions, &mut self.clicks, &mut self.views, &mut self.sponsored] {
            touches.sort_unstable_by_key(|touch| (touch.time, touch.tag, touch.act));
        }
        self.conversions.sort_unstable_by_key(|conversion| (conversion.time, conversion.id));
        self.relevance.sort_unstable_by_key(|row| (row.conversion.time, row.conversion.id, row.campaign));
        self.credits_by_conversion.sort_unstable_by_key(|credit| (credit.conversion.time, credit.conversion.id));
        self.credits_by_traffic
            .sort_unstable_by_key(|credit| (credit.touch.time, credit.conversion.time, credit.conversion.id));
    }

    /// Rows of the eight core tables.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.impressions.len()
            + self.clicks.len()
            + self.views.len()
            + self.sponsored.len()
            + self.conversions.len()
            + self.relevance.len()
            + self.credits_by_conversion.len()
            + self.credits_by_traffic.len()
    }
}
