//! Devices, inventory, segments and words from which worlds are made. All invented, except the names of Amazon's own
//! properties and of device makers, which queries compare with.

/// What an ad was seen on.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) kind: &'static str,
    pub(super) make: &'static str,
    pub(super) model: &'static str,
    pub(super) system: &'static str,
    pub(super) version: &'static str,
    pub(super) browser: &'static str,
    pub(super) environment: &'static str,
    pub(super) weight: f64,
}

macro_rules! device {
    ($kind:literal, $make:literal, $model:literal, $system:literal, $version:literal, $browser:literal, $environment:literal, $weight:literal) => {
        Device {
            kind: $kind,
            make: $make,
            model: $model,
            system: $system,
            version: $version,
            browser: $browser,
            environment: $environment,
            weight: $weight,
        }
    };
}

pub(super) static DEVICES: &[Device] = &[
    device!("Phone", "Apple", "iPhone", "iOS", "17.5.1", "Mobile Safari", "Web", 0.2),
    device!("Phone", "APPLE", "iPhone", "iOS", "18.1", "iOS WebView", "App", 0.1),
    device!("Phone", "Samsung", "GALAXY", "Android", "14", "Android App", "App", 0.16),
    device!("Phone", "Google", "Pixel", "Android", "15", "Chrome", "Web", 0.05),
    device!("Tablet", "Apple", "iPad", "iOS", "17.4", "Mobile Safari", "Web", 0.05),
    device!("Tablet", "Amazon", "Fire HD", "Fire OS", "8.3", "Android App", "App", 0.05),
    device!("PC", "Generic", "Desktop", "Windows", "10.0", "Chrome", "Web", 0.15),
    device!("PC", "Apple", "Mac", "macOS", "14.5", "Safari", "Web", 0.08),
    device!("TV", "Amazon", "Fire TV", "Fire OS", "7.6", "Fire TV App", "App", 0.08),
    device!("TV", "SAMSUNG", "Tizen TV", "Tizen", "6.5", "TV App", "App", 0.03),
    device!("ConnectedDevice", "ROKU", "Roku Ultra", "Roku OS", "12.5", "Roku App", "App", 0.04),
    device!("Unknown", "UNKNOWN", "Unknown", "Unknown", "", "Other", "Web", 0.01),
];

/// Where DSP ads run.
#[derive(Debug)]
pub(super) struct Supply {
    pub(super) id: i64,
    pub(super) source: &'static str,
    pub(super) site: &'static str,
    pub(super) publisher: &'static str,
    pub(super) bundle: Option<&'static str>,
    pub(super) page_type: Option<&'static str>,
    pub(super) owned: bool,
    pub(super) video: bool,
    /// Share of its impressions that are seen.
    pub(super) seen: f64,
    pub(super) weight: f64,
}

macro_rules! supply {
    ($id:literal, $source:literal, $site:literal, $publisher:literal, $bundle:expr, $page:expr, $owned:literal, $video:literal, $seen:literal, $weight:literal) => {
        Supply {
            id: $id,
            source: $source,
            site: $site,
            publisher: $publisher,
            bundle: $bundle,
            page_type: $page,
            owned: $owned,
            video: $video,
            seen: $seen,
            weight: $weight,
        }
    };
}

pub(super) static SUPPLIES: &[Supply] = &[
    supply!(11, "AMAZON.COM", "amazon.com", "Amazon", None, Some("Detail"), true, false, 0.68, 0.25),
    supply!(12, "AMAZON.COM", "amazon.com", "Amazon", None, Some("Search"), true, false, 0.72, 0.15),
    supply!(
        21,
        "Amazon Publisher Services",
        "harborherald.example",
        "Harbor Herald",
        None,
        None,
        false,
        false,
        0.55,
        0.2
    ),
    supply!(31, "PUBMATIC WEB DISPLAY", "trailcook.example", "Trailcook", None, None, false, false, 0.48, 0.15),
    supply!(32, "INDEX", "puzzlebarn.example", "Puzzle Barn", Some("com.puzzlebarn.app"), None, false, false, 0.5, 0.1),
    supply!(
        41,
        "Prime Video ads",
        "primevideo.com",
        "Prime Video",
        Some("com.amazon.avod"),
        None,
        true,
        true,
        0.97,
        0.35
    ),
    supply!(42, "Freevee", "freevee.com", "Freevee", Some("com.imdbtv.livingroom"), None, true, true, 0.95, 0.2),
    supply!(43, "TWITCH WEB VIDEO", "twitch.tv", "Twitch", None, None, true, true, 0.85, 0.2),
    supply!(
        44,
        "MOBILEAPP_AMAZON_FIRE_TV",
        "fire-tv",
        "Fire TV",
        Some("com.amazon.tv.launcher"),
        None,
        true,
        true,
        0.93,
        0.25
    ),
];

/// Audience segments: id, name, and whether it is about the market (`IM`) or the way of life (`LS`).
pub(super) static SEGMENTS: &[(i64, &str, bool)] = &[
    (352_101, "IM - Home & Kitchen", true),
    (352_102, "IM - Small Appliances", true),
    (352_103, "IM - Coffee & Tea", true),
    (352_104, "IM - Pet Supplies", true),
    (352_105, "IM - Makeup", true),
    (352_106, "IM - Outdoor Recreation", true),
    (352_107, "IM - Fitness Equipment", true),
    (352_108, "IM - Toys & Games", true),
    (352_109, "IM - Lip Care", true),
    (352_110, "IM - Consumer Electronics", true),
    (418_201, "LS - Health Enthusiasts", false),
    (418_202, "LS - Foodies", false),
    (418_203, "LS - Tech Enthusiasts", false),
    (418_204, "LS - Parents of Young Children", false),
    (418_205, "LS - Frequent Travellers", false),
    (418_206, "LS - Pet Owners", false),
    (418_207, "LS - Home Renovators", false),
    (418_208, "LS - Sports Viewers", false),
];

/// What products are called after the brand.
pub(super) static WARES: &[(&str, f64)] = &[
    ("Starter Kit", 24.99),
    ("Travel Pack", 14.5),
    ("Family Bundle", 59.0),
    ("Classic", 19.99),
    ("Classic Refill", 8.49),
    ("Pro Edition", 119.0),
    ("Compact", 34.99),
    ("Gift Set", 44.95),
    ("Everyday", 12.99),
    ("Deluxe", 89.99),
    ("Accessory Set", 16.75),
    ("Limited Edition", 149.0),
];

/// What shoppers type and advertisers bid on; `{}` stands for the brand.
pub(super) static WORDS: &[&str] = &[
    "{}",
    "{} starter kit",
    "{} refill",
    "gift set",
    "best compact kit",
    "travel pack",
    "family bundle 3 pack",
    "deluxe edition",
    "everyday essentials",
    "cheap accessory set",
];
