//! What users did.

use super::{Recipe, Setting};
use crate::{
    event::{Conversion, Deed},
    random::{mix, share},
    row::{Row, Source},
};

pub(super) fn recipe<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    let world = setting.world;
    let text = |make: fn(&Conversion) -> Option<&'static str>| {
        Recipe::text(move |row: &Row| row.conversion.as_ref().and_then(make))
    };
    let credits = matches!(setting.source, Source::CreditsByConversion | Source::CreditsByTraffic);
    // The attributed tables put a word before what the conversion tables call by its plain name.
    let stem = name.strip_prefix("conversion_").filter(|stem| credits && stem.starts_with("event_")).unwrap_or(name);
    Some(match stem {
        "conversion_id" | "purchase_id" => Recipe::owned(|row| row.conversion.map(|c| format!("{:016x}", c.id))),
        "conversions" => Recipe::whole(|row| row.conversion.map(|_| 1)),
        "event_category" => text(|c| Some(category(c.deed))),
        "event_subtype" => text(|c| Some(subtype(c.deed))),
        "event_type" if setting.source != Source::Views => text(|c| Some(event_type(c.deed))),
        "event_type_class" => text(|c| class(c.deed)),
        "event_type_description" => text(|c| Some(description(c.deed))),
        "conversion_event_name" | "event_name" => text(|c| event_name(c.deed)),
        "conversion_event_source_name" | "conversion_event_source" | "event_source_name" => {
            text(|c| c.deed.off_amazon().then_some("Amazon Ad Tag"))
        }
        "event_marketplace_name" => text_of_store(setting),
        "new_to_brand" => Recipe::flag(|row| row.conversion.and_then(|c| c.new_to_brand)),
        "tracked_asin" | "asin" => Recipe::text(move |row| {
            let conversion = row.conversion?;
            let amazon_purchase = conversion.deed == Deed::Order || setting.source == Source::StoreVisits;
            amazon_purchase.then(|| world.products[conversion.product as usize].asin.as_str())
        }),
        "tracked_item" => Recipe::owned(move |row| {
            let conversion = row.conversion?;
            Some(match conversion.deed {
                Deed::Search => format!("keyword-{}", world.words[0]),
                Deed::StoreView => format!("store-{}", world.entity_id),
                deed if deed.off_amazon() => subtype(deed).to_owned(),
                _ => world.products[conversion.product as usize].asin.clone(),
            })
        }),
        "asin_name" => {
            Recipe::text(move |row| row.conversion.map(|c| world.products[c.product as usize].title.as_str()))
        }
        "asin_brand" | "store_name" | "brand" => Recipe::text(move |_| Some(world.profile.brand.as_str())),
        "purchase_currency" => {
            Recipe::text(move |row| row.conversion.filter(bought).map(|_| world.profile.currency.as_str()))
        }
        "purchase_retail_program" => text(|c| {
            (c.deed == Deed::Order).then(|| if share(mix(c.id, 30)) < 0.97 { "Amazon.com" } else { "Amazon Fresh" })
        }),
        "purchase_unit_price" | "unit_price" => {
            Recipe::decimal(|row| row.conversion.filter(bought).map(|c| c.price * 100))
        }
        "total_product_sales" => Recipe::decimal(|row| row.conversion.map(|c| sales(&c, Deed::Order))),
        "off_amazon_product_sales" => Recipe::decimal(|row| row.conversion.map(|c| sales(&c, Deed::OffAmazonPurchase))),
        "off_amazon_conversion_value" => {
            Recipe::decimal(|row| row.conversion.map(|c| if c.deed == Deed::OffAmazonSignUp { 250_000 } else { 0 }))
        }
        "combined_sales" => {
            Recipe::decimal(|row| row.conversion.map(|c| sales(&c, Deed::Order) + sales(&c, Deed::OffAmazonPurchase)))
        }
        "total_units_sold" | "purchase_units_sold" => Recipe::whole(|row| row.conversion.map(|c| i64::from(c.units))),
        "engagement_scope" => Recipe::text(|row| Some(if row.promoted { "PROMOTED" } else { "BRAND_HALO" })),
        "halo_code" => Recipe::text(|row| {
            let conversion = row.conversion?;
            Some(match (row.promoted, conversion.deed) {
                (_, Deed::Search) => "BRAND_KEYWORD",
                (true, _) if share(mix(row.id, 31)) < 0.85 => "TRACKED_ASIN",
                (true, _) => "VARIATIONAL_ASIN",
                (false, _) => ["BRAND_CATEGORY", "BRAND_SUBCATEGORY", "BRAND_GL_PRODUCT", "BRAND_MARKETPLACE"]
                    [conversion.product as usize % 4],
            })
        }),
        "exposure_type" => text(|c| Some(if c.deed.off_amazon() { "pixel" } else { "ad-exposed" })),
        _ => return None,
    })
}

fn text_of_store(setting: Setting<'_>) -> Recipe<'_> {
    let store = setting.world.market.store;
    Recipe::text(move |row| row.conversion.map(|_| store))
}

fn bought(conversion: &Conversion) -> bool {
    conversion.units > 0
}

/// Value of what was bought by the deed, in ten-thousandths of the currency.
fn sales(conversion: &Conversion, deed: Deed) -> i64 {
    if conversion.deed == deed { conversion.price * 100 * i64::from(conversion.units) } else { 0 }
}

fn category(deed: Deed) -> &'static str {
    match deed {
        Deed::Order => "purchase",
        Deed::OffAmazonSignUp | Deed::OffAmazonPurchase => "off-Amazon",
        _ => "website",
    }
}

/// Off-Amazon events carry numbers for what they are (Amazon's contract).
fn subtype(deed: Deed) -> &'static str {
    match deed {
        Deed::PageView => "detailPageView",
        Deed::CartAdd => "shoppingCart",
        Deed::Order => "order",
        Deed::Search => "searchConversion",
        Deed::StoreView => "brandStorePageView",
        Deed::WishList => "wishList",
        Deed::OffAmazonSignUp => "134",
        Deed::OffAmazonPurchase => "140",
    }
}

fn event_type(deed: Deed) -> &'static str {
    if deed.off_amazon() { "PIXEL" } else { "CONVERSION" }
}

fn class(deed: Deed) -> Option<&'static str> {
    match deed {
        Deed::Order => Some("conversion"),
        Deed::Search | Deed::OffAmazonSignUp | Deed::OffAmazonPurchase => None,
        _ => Some("consideration"),
    }
}

fn description(deed: Deed) -> &'static str {
    match deed {
        Deed::PageView => "Product detail page viewed",
        Deed::CartAdd => "Add to Shopping Cart",
        Deed::Order => "Product purchased",
        Deed::Search => "Branded search",
        Deed::StoreView => "Brand store page viewed",
        Deed::WishList => "Add to Wish List",
        Deed::OffAmazonSignUp => "Sign up",
        Deed::OffAmazonPurchase => "Off-Amazon purchase",
    }
}

fn event_name(deed: Deed) -> Option<&'static str> {
    match deed {
        Deed::OffAmazonSignUp => Some("Newsletter sign-up"),
        Deed::OffAmazonPurchase => Some("Web shop checkout"),
        _ => None,
    }
}
