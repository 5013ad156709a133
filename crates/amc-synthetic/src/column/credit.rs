//! The two hundred measures of the attributed tables. Their names are regular: who, of what, what, credited to what.

use super::{Recipe, Setting};
use crate::{
    event::{Act, Deed},
    row::{Row, Source},
};

/// What is counted.
#[derive(Clone, Copy, PartialEq)]
enum Measure {
    CartAdds,
    PageViews,
    Orders,
    Units,
    Sales,
    /// Something nobody does in this world.
    Never,
}

pub(super) fn recipe<'a>(setting: Setting<'a>, name: &str) -> Option<Recipe<'a>> {
    if !matches!(setting.source, Source::CreditsByConversion | Source::CreditsByTraffic) {
        return None;
    }
    let (stem, by) = if let Some(stem) = name.strip_suffix("_clicks") {
        (stem, Some(true))
    } else if let Some(stem) = name.strip_suffix("_views") {
        (stem, Some(false))
    } else {
        (name, None)
    };
    let (stem, new_only) = stem.strip_prefix("new_to_brand_").map_or((stem, false), |stem| (stem, true));
    // `total_x` is promoted x and brand halo x together (Amazon's contract).
    let (stem, promoted) = if let Some(stem) = stem.strip_prefix("brand_halo_") {
        (stem, Some(false))
    } else if let Some(stem) = stem.strip_prefix("total_") {
        (stem, None)
    } else {
        (stem, Some(true))
    };
    let measure = match stem {
        "add_to_cart" => Measure::CartAdds,
        "detail_page_view" => Measure::PageViews,
        "purchases" => Measure::Orders,
        "units_sold" => Measure::Units,
        "product_sales" => Measure::Sales,
        _ if stem.starts_with("digital_") && stem.ends_with("_purchases") => Measure::Never,
        _ if stem.starts_with("appstore_") => Measure::Never,
        _ => return None,
    };
    let counts = move |row: &Row| -> Option<i64> {
        let (touch, conversion) = (row.touch?, row.conversion?);
        let credited = by.is_none_or(|clicks| (touch.act == Act::Click) == clicks)
            && promoted.is_none_or(|promoted| row.promoted == promoted)
            && (!new_only || conversion.new_to_brand == Some(true))
            && conversion.deed == deed(measure)?;
        let units = i64::from(conversion.units);
        credited.then_some(match measure {
            Measure::Units => units,
            Measure::Sales => units * conversion.price * 100,
            _ => 1,
        })
    };
    Some(if measure == Measure::Sales {
        Recipe::decimal(move |row| Some(counts(row).unwrap_or(0)))
    } else {
        Recipe::whole(move |row| Some(counts(row).unwrap_or(0)))
    })
}

fn deed(measure: Measure) -> Option<Deed> {
    match measure {
        Measure::CartAdds => Some(Deed::CartAdd),
        Measure::PageViews => Some(Deed::PageView),
        Measure::Orders | Measure::Units | Measure::Sales => Some(Deed::Order),
        Measure::Never => None,
    }
}
