//! Amazon's marketplace ids (Selling Partner API documentation, "Marketplace IDs") with country and currency.

/// A marketplace's country code (Amazon's: `UK`, not `GB`) and currency (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marketplace {
    /// Country code as Amazon writes it.
    pub country: &'static str,
    /// Currency code.
    pub currency: &'static str,
}

const ALL: [(&str, &str, &str); 17] = [
    ("ATVPDKIKX0DER", "US", "USD"),
    ("A2EUQ1WTGCTBG2", "CA", "CAD"),
    ("A1AM78C64UM0Y8", "MX", "MXN"),
    ("A2Q3Y263D00KWC", "BR", "BRL"),
    ("A1F83G8C2ARO7P", "UK", "GBP"),
    ("A1PA6795UKMFR9", "DE", "EUR"),
    ("A13V1IB3VIYZZH", "FR", "EUR"),
    ("A1RKKUPIHCS9HS", "ES", "EUR"),
    ("APJ6JRA9NG5V4", "IT", "EUR"),
    ("A1805IZSGTT6HS", "NL", "EUR"),
    ("A2NODRKZP88ZB9", "SE", "SEK"),
    ("A33AVAJ2PDY3EV", "TR", "TRY"),
    ("A17E79C6D8DWNP", "SA", "SAR"),
    ("A2VIGQ35RCS4UG", "AE", "AED"),
    ("A1VC38T7YXB528", "JP", "JPY"),
    ("A39IBJ37TRP1C6", "AU", "AUD"),
    ("A21TJRUUN4KGV", "IN", "INR"),
];

impl Marketplace {
    /// The marketplace with this id, if it is known.
    pub fn of(id: &str) -> Option<Self> {
        ALL.iter().find(|(known, ..)| *known == id).map(|(_, country, currency)| Self { country, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marketplace_is_named_once() {
        let ids: std::collections::HashSet<_> = ALL.iter().map(|(id, ..)| id).collect();
        assert_eq!(ids.len(), ALL.len());
        assert_eq!(Marketplace::of("A1F83G8C2ARO7P"), Some(Marketplace { country: "UK", currency: "GBP" }));
        assert_eq!(Marketplace::of("A0000000000000"), None);
    }
}
