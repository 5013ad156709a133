//! Columns nobody foresaw: values that fit the type, from the catalogue's samples where it has some.

use amc_sql::catalogue::{Field, FieldKind, FieldType, ScalarType};

use super::{Recipe, Setting};
use crate::{
    random::{index, mix, share, text_key},
    row::Row,
};

pub(super) fn recipe<'a>(setting: Setting<'a>, field: &'a Field) -> Recipe<'a> {
    let salt = text_key(&field.name);
    let key = move |row: &Row| mix(row.id, salt);
    match field.data_type {
        FieldType::Array(ScalarType::Byte | ScalarType::Short | ScalarType::Integer | ScalarType::Long) => {
            Recipe::list(move |row| Some(vec![1 + index(key(row), 9) as i64]))
        }
        FieldType::Array(_) | FieldType::Scalar(ScalarType::Binary) => Recipe::Null,
        FieldType::Scalar(scalar) => match scalar {
            ScalarType::String => text(setting, field, key),
            ScalarType::Boolean => Recipe::flag(move |row| Some(share(key(row)) < 0.3)),
            ScalarType::Date | ScalarType::Timestamp => Recipe::moment(|row| Some(row.time)),
            ScalarType::Decimal(_) | ScalarType::Double | ScalarType::Float => {
                Recipe::decimal(move |row| Some(index(key(row), 900_000) as i64))
            }
            _ if field.kind == FieldKind::Metric => Recipe::whole(move |row| Some(i64::from(share(key(row)) < 0.4))),
            _ => Recipe::whole(move |row| Some(1 + index(key(row), 12) as i64)),
        },
    }
}

fn text<'a>(setting: Setting<'a>, field: &'a Field, key: impl Fn(&Row) -> u64 + Send + Copy + 'a) -> Recipe<'a> {
    let samples = &field.samples;
    if !samples.is_empty() {
        return Recipe::text(move |row| samples.get(index(key(row), samples.len())).map(String::as_str));
    }
    if field.name.to_ascii_lowercase().ends_with("_id") {
        // A user's own thing: a session, a household, a vehicle.
        let seed = setting.world.seed;
        return Recipe::owned(move |row| Some(format!("{:016x}", mix(key(row), seed))));
    }
    if let Some(values) = known_values(&field.name) {
        return Recipe::text(move |row| values.get(index(key(row), values.len())).copied());
    }
    let word = field.name.to_ascii_lowercase().replace('_', " ");
    Recipe::owned(move |row| Some(format!("{word} {}", 1 + index(key(row), 5))))
}

/// Values of columns that statements compare with, as the documentation gives them or of the same kind.
fn known_values(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "pv_access_type" => &["free", "prime subscription", "rental", "purchase"],
        "pv_offer_group" => &["free", "prime", "rental", "purchase"],
        "pv_material_type" => &["full", "full", "full", "live", "promo", "trailer"],
        "pv_stream_type" => &["VOD", "VOD", "linear TV", "live-event"],
        "pv_gti_content_type" => &["TV Episode", "Movie", "Promotion"],
        "pv_gti_event_sport" => &["Football", "Tennis", "Basketball"],
        "pv_gti_series_or_movie_name" | "pv_gti_title_name" => &["Harbour Lights", "The Long Spoon", "Night Bakers"],
        "pv_streaming_language" => &["English", "Spanish", "German"],
        "pv_streaming_geo_country" | "region" => &["US", "CA", "GB"],
        "pv_enrollment_status" | "status" => &["active", "active", "cancelled"],
        "pv_billing_type" => &["monthly", "annual", "free trial"],
        "pv_benefit_name" | "pv_subscription_name" => &["Cook Channel", "Crime Channel", "Kids Channel"],
        "loyalty_tier" => &["trail", "trail", "ridge", "summit"],
        "home_store" => &["Denver", "Portland", "Boise", "Burlington"],
        "referrer_domain" => &["amazon.com", "facebook.com", "youtube.com", "instagram.com"],
        "ingress_type" => &["0", "1", "2", "4"],
        "channel" => &["Sponsored Brands", "Organic", "Social"],
        "event_sub_type" => &["ASIN_RENDER", "ADDTOCART", "BEGIN", "DETAILPAGE"],
        "widget_type" => &["ProductGrid", "EditorialRow", "ProductCarousel", "Header"],
        "widget_sub_type" => &["Navigation", "ColorSwatches", "InteractiveImage", "BEST_SELLING"],
        "purchase_order_type" => &["Prime", "Prime", "NON-PRIME"],
        "purchase_order_method" => &["S", "B", "1"],
        "purchase_program_name" => &["Amazon.com", "Amazon Fresh"],
        "new_or_used" => &["N", "U"],
        "vehicle_class" => &["Luxury", "Compact", "Pickup"],
        "vehicle_type" => &["car", "motorcycle", "truck"],
        "vehicle_make" | "garage_make" => &["Alder", "Corvid", "Meridian"],
        "vehicle_fuel_type" => &["Gasoline", "Electric", "Hybrid"],
        "garage_year" => &["2016", "2019", "2021", "2023"],
        _ => return None,
    })
}
