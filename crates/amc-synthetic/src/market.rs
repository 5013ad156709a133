//! Marketplaces: stores, currencies, clocks and places.

use chrono_tz::Tz;

/// A place an ad event may come from.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) region: &'static str,
    pub(super) city: &'static str,
    pub(super) postal: &'static str,
    /// Television market; Nielsen's exist in the United States only.
    pub(super) dma: &'static str,
    pub(super) weight: f64,
}

/// A country's store.
#[derive(Debug)]
pub(super) struct Market {
    pub(super) country: &'static str,
    /// As `marketplace_name` writes it.
    pub(super) store: &'static str,
    /// Marketplace id of Amazon's contract.
    pub(super) id: &'static str,
    pub(super) currency: &'static str,
    pub(super) zone: Tz,
    /// Units of the currency for what costs one dollar.
    pub(super) price_level: f64,
    pub(super) places: &'static [Place],
}

const fn place(
    region: &'static str,
    city: &'static str,
    postal: &'static str,
    dma: &'static str,
    weight: f64,
) -> Place {
    Place { region, city, postal, dma, weight }
}

const US: &[Place] = &[
    place("US-NY", "New York", "US-10001", "US-DMA501", 0.16),
    place("US-CA", "Los Angeles", "US-90012", "US-DMA803", 0.14),
    place("US-IL", "Chicago", "US-60605", "US-DMA602", 0.1),
    place("US-TX", "Houston", "US-77002", "US-DMA618", 0.09),
    place("US-TX", "Dallas", "US-75201", "US-DMA623", 0.08),
    place("US-AZ", "Phoenix", "US-85004", "US-DMA753", 0.07),
    place("US-PA", "Philadelphia", "US-19103", "US-DMA504", 0.08),
    place("US-WA", "Seattle", "US-98101", "US-DMA819", 0.07),
    place("US-FL", "Miami", "US-33130", "US-DMA528", 0.08),
    place("US-GA", "Atlanta", "US-30303", "US-DMA524", 0.07),
    place("US-NC", "Charlotte", "US-28202", "US-DMA517", 0.06),
];
const CA: &[Place] = &[
    place("CA-ON", "Toronto", "CA-M5V", "", 0.45),
    place("CA-QC", "Montreal", "CA-H3B", "", 0.25),
    place("CA-BC", "Vancouver", "CA-V6B", "", 0.3),
];
const GB: &[Place] = &[
    place("GB-ENG", "London", "GB-SW1A", "", 0.5),
    place("GB-ENG", "Manchester", "GB-M1", "", 0.25),
    place("GB-SCT", "Edinburgh", "GB-EH1", "", 0.15),
    place("GB-WLS", "Cardiff", "GB-CF10", "", 0.1),
];
const DE: &[Place] = &[
    place("DE-BE", "Berlin", "DE-10115", "", 0.35),
    place("DE-HH", "Hamburg", "DE-20095", "", 0.2),
    place("DE-BY", "München", "DE-80331", "", 0.25),
    place("DE-NW", "Köln", "DE-50667", "", 0.2),
];
const FR: &[Place] = &[
    place("FR-IDF", "Paris", "FR-75001", "", 0.5),
    place("FR-ARA", "Lyon", "FR-69001", "", 0.25),
    place("FR-PAC", "Marseille", "FR-13001", "", 0.25),
];
const JP: &[Place] = &[place("JP-13", "Tokyo", "JP-100", "", 0.6), place("JP-27", "Osaka", "JP-530", "", 0.4)];

/// The marketplaces the sandbox has. The first is the one of last resort.
pub(super) static MARKETS: &[Market] = &[
    Market {
        country: "US",
        store: "AMAZON.COM",
        id: "ATVPDKIKX0DER",
        currency: "USD",
        zone: Tz::America__New_York,
        price_level: 1.0,
        places: US,
    },
    Market {
        country: "CA",
        store: "AMAZON_CA",
        id: "A2EUQ1WTGCTBG2",
        currency: "CAD",
        zone: Tz::America__Toronto,
        price_level: 1.35,
        places: CA,
    },
    Market {
        country: "GB",
        store: "AMAZON.CO.UK",
        id: "A1F83G8C2ARO7P",
        currency: "GBP",
        zone: Tz::Europe__London,
        price_level: 0.8,
        places: GB,
    },
    Market {
        country: "DE",
        store: "AMAZON.DE",
        id: "A1PA6795UKMFR9",
        currency: "EUR",
        zone: Tz::Europe__Berlin,
        price_level: 0.95,
        places: DE,
    },
    Market {
        country: "FR",
        store: "AMAZON.FR",
        id: "A13V1IB3VIYZZH",
        currency: "EUR",
        zone: Tz::Europe__Paris,
        price_level: 0.95,
        places: FR,
    },
    Market {
        country: "JP",
        store: "AMAZON.CO.JP",
        id: "A1VC38T7YXB528",
        currency: "JPY",
        zone: Tz::Asia__Tokyo,
        price_level: 150.0,
        places: JP,
    },
];

/// The marketplace of a country code (`UK` is read as `GB`) or of Amazon's marketplace id; the United States if unknown.
pub(super) fn market(country_or_id: &str) -> &'static Market {
    let wanted = if country_or_id.eq_ignore_ascii_case("UK") { "GB" } else { country_or_id };
    MARKETS
        .iter()
        .find(|market| market.country.eq_ignore_ascii_case(wanted) || market.id == wanted)
        .unwrap_or(&MARKETS[0])
}

/// Readable name of a currency, as `currency_name` has it.
pub(super) fn currency_name(code: &str) -> &'static str {
    match code {
        "USD" => "Dollar (USA)",
        "CAD" => "Dollar (Canada)",
        "GBP" => "Pound (UK)",
        "EUR" => "Euro",
        "JPY" => "Yen (Japan)",
        _ => "Other",
    }
}
