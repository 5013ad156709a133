//! The dataset that ships with the program.
#![allow(clippy::unwrap_used, clippy::panic)]

use amc_sql::catalogue::{
    Catalogue, ExtraColumn, ExtraTable, FieldKind, FieldType, Origin, ScalarType, Standing, Threshold,
};

/// Documented and unconfirmed fields of each table, as counted in Amazon's pages and in other captures.
const FIELD_COUNTS: &[(&str, usize, usize)] = &[
    ("adserver_conversions", 41, 0),
    ("adserver_conversions_with_brand", 42, 0),
    ("adserver_traffic", 129, 0),
    ("adserver_traffic_by_user_segments", 132, 0),
    ("amazon_attributed_events_by_conversion_time", 217, 177),
    ("amazon_attributed_events_by_traffic_time", 217, 177),
    ("amazon_brand_store_engagement_events", 21, 0),
    ("amazon_brand_store_engagement_events_non_endemic", 21, 0),
    ("amazon_brand_store_page_views", 18, 2),
    ("amazon_brand_store_page_views_non_endemic", 18, 2),
    ("amazon_live_traffic", 20, 0),
    ("amazon_pvc_enrollments", 21, 0),
    ("amazon_pvc_streaming_events_feed", 40, 0),
    ("amazon_retail_purchases", 27, 0),
    ("amazon_your_garage", 17, 0),
    ("amazon_your_garage_all", 23, 1),
    ("audience_segments_amer_inmarket", 6, 0),
    ("audience_segments_amer_inmarket_snapshot", 7, 0),
    ("audience_segments_amer_lifestyle", 6, 0),
    ("audience_segments_amer_lifestyle_snapshot", 7, 0),
    ("audience_segments_apac_inmarket", 6, 0),
    ("audience_segments_apac_inmarket_snapshot", 7, 0),
    ("audience_segments_apac_lifestyle", 6, 0),
    ("audience_segments_apac_lifestyle_snapshot", 7, 0),
    ("audience_segments_eu_inmarket", 6, 0),
    ("audience_segments_eu_inmarket_snapshot", 7, 0),
    ("audience_segments_eu_lifestyle", 6, 0),
    ("audience_segments_eu_lifestyle_snapshot", 7, 0),
    ("conversions", 29, 2),
    ("conversions_all", 30, 4),
    ("conversions_with_relevance", 52, 6),
    ("dsp_clicks", 97, 15),
    ("dsp_impressions", 98, 15),
    ("dsp_impressions_by_matched_segments", 102, 8),
    ("dsp_impressions_by_user_segments", 102, 8),
    ("dsp_video_events_feed", 113, 8),
    ("dsp_views", 66, 11),
    ("experian_vehicle_purchases", 13, 0),
    ("foursquare_visits", 0, 0),
    ("ncs_cpg_insights_stream", 13, 1),
    ("segment_metadata", 8, 0),
    ("sponsored_ads_traffic", 73, 6),
];

#[test]
fn every_file_of_the_dataset_parses() {
    if let Err(errors) = Catalogue::embedded() {
        panic!("{errors}");
    }
}

#[test]
fn no_table_and_no_field_is_lost() {
    let catalogue = Catalogue::embedded().unwrap();
    assert_eq!(catalogue.tables().len(), FIELD_COUNTS.len());
    for &(name, documented, unconfirmed) in FIELD_COUNTS {
        let table = catalogue.table(name).unwrap_or_else(|| panic!("{name} is missing"));
        let count = |standing| table.fields.iter().filter(|field| field.standing == standing).count();
        assert_eq!((count(Standing::Documented), count(Standing::Unconfirmed)), (documented, unconfirmed), "{name}");
    }
}

#[test]
fn classes_and_types_are_amazons() {
    let catalogue = Catalogue::embedded().unwrap();
    let field = |table: &str, field: &str| catalogue.table(table).unwrap().field(field).unwrap().clone();

    assert_eq!(field("dsp_impressions", "demand_channel").threshold, Threshold::Low);
    assert_eq!(field("dsp_impressions", "postal_code").threshold, Threshold::High);
    assert_eq!(field("dsp_impressions", "impression_dt").threshold, Threshold::Medium);
    assert_eq!(field("dsp_impressions", "request_tag").threshold, Threshold::VeryHigh);
    assert_eq!(field("sponsored_ads_traffic", "spend").kind, FieldKind::Metric);
    assert_eq!(field("dsp_impressions", "user_behavior_segment_ids").data_type, FieldType::Array(ScalarType::Integer));
    assert_eq!(
        field("conversions", "total_product_sales").data_type,
        FieldType::Scalar(ScalarType::Decimal(Some((38, 4))))
    );
    let blank_in_the_documentation = field("amazon_attributed_events_by_conversion_time", "advertiser");
    assert_eq!(blank_in_the_documentation.threshold, Threshold::Low);
    assert!(!blank_in_the_documentation.threshold_given);
}

#[test]
fn money_columns_name_their_unit() {
    let catalogue = Catalogue::embedded().unwrap();
    for (table, name, unit) in [
        ("sponsored_ads_traffic", "spend", "microcents"),
        ("dsp_impressions", "supply_cost", "microcents"),
        ("dsp_impressions", "platform_fee", "microcents"),
        ("dsp_impressions", "total_cost", "millicents"),
        ("dsp_impressions", "impression_cost", "millicents"),
        ("dsp_clicks", "click_cost", "millicents"),
    ] {
        let table = catalogue.table(table).unwrap();
        assert!(table.field(name).unwrap().description.contains(unit), "{name}");
    }
}

#[test]
fn names_are_found_in_any_case() {
    let catalogue = Catalogue::embedded().unwrap();
    let table = catalogue.table("DSP_Impressions").unwrap();
    assert_eq!(table.name, "dsp_impressions");
    assert!(table.field("USER_ID").is_some());
    assert!(catalogue.table("dsp_impression").is_none());
}

#[test]
fn an_audience_twin_has_the_fields_of_its_table_and_is_not_listed() {
    let catalogue = Catalogue::embedded().unwrap();
    let twin = catalogue.table("conversions_for_audiences").unwrap();
    assert_eq!(twin.audience_of.as_deref(), Some("conversions"));
    assert_eq!(twin.fields, catalogue.table("conversions").unwrap().fields);
    assert!(catalogue.tables().iter().all(|table| table.audience_of.is_none()));
}

#[test]
fn descriptions_are_sentences_that_fit_a_line() {
    let catalogue = Catalogue::embedded().unwrap();
    for table in catalogue.tables() {
        for field in &table.fields {
            let text = &field.description;
            let at = format!("{}.{}: {text}", table.name, field.name);
            assert!(text.chars().count() <= 120, "too long: {at}");
            assert!(text.ends_with('.'), "no full stop: {at}");
        }
    }
}

fn column(name: &str, kind: FieldKind) -> ExtraColumn {
    ExtraColumn { name: name.to_owned(), data_type: None, kind, description: String::new() }
}

#[test]
fn an_instance_tells_which_tables_and_columns_it_has() {
    let base = Catalogue::embedded().unwrap();
    let merged = base.with_data_sources(&[
        ExtraTable {
            name: "sandbox.dsp_impressions".to_owned(),
            amazon: true,
            columns: vec![column("publisher_name", FieldKind::Dimension), column("brand_new_fee", FieldKind::Metric)],
            ..ExtraTable::default()
        },
        ExtraTable {
            name: "crm_orders".to_owned(),
            columns: vec![column("user_id", FieldKind::Dimension), column("ordered_dt", FieldKind::Dimension)],
            ..ExtraTable::default()
        },
    ]);

    let impressions = merged.table("dsp_impressions").unwrap();
    assert_eq!(impressions.available, Some(true));
    assert_eq!(merged.table("dsp_clicks").unwrap().available, Some(false));
    assert_eq!(impressions.field("publisher_name").unwrap().standing, Standing::Instance);
    let fee = impressions.field("brand_new_fee").unwrap();
    assert_eq!((fee.threshold, fee.threshold_given, fee.data_type_given), (Threshold::None, false, false));

    let orders = merged.table("crm_orders").unwrap();
    assert_eq!(orders.origin, Origin::Instance);
    // A key that has one class in all of Amazon's tables keeps it in a person's own.
    assert_eq!(orders.field("user_id").unwrap().threshold, Threshold::VeryHigh);
    assert_eq!(orders.field("ordered_dt").unwrap().data_type, FieldType::Scalar(ScalarType::Timestamp));
}

#[test]
fn an_uploaded_table_wins_over_amazons_of_the_same_name() {
    let base = Catalogue::embedded().unwrap();
    let merged = base.with_data_sources(&[ExtraTable {
        name: "conversions".to_owned(),
        columns: vec![column("mine", FieldKind::Dimension)],
        ..ExtraTable::default()
    }]);
    let table = merged.table("conversions").unwrap();
    assert_eq!(table.fields.len(), 1);
    assert_eq!(table.origin, Origin::Instance);
}

#[test]
fn an_empty_list_of_sources_changes_nothing() {
    let base = Catalogue::embedded().unwrap();
    let merged = base.with_data_sources(&[]);
    assert_eq!(merged.tables(), base.tables());
}

/// The examples write names in lower case and everything else in capitals, so that each lower-case word must be a table, a field
/// of a table that is read, or a name that the statement itself gives.
#[test]
fn the_examples_name_only_what_exists() {
    let catalogue = Catalogue::embedded().unwrap();
    for table in catalogue.tables() {
        assert!(!table.examples.is_empty(), "{} has no example", table.name);
        for example in &table.examples {
            let statement = without_text_values(&example.sql);
            let words: Vec<&str> = statement.split_whitespace().collect();
            let read: Vec<_> = words.iter().filter_map(|word| catalogue.table(word)).collect();
            let given = |name: &str| {
                words.windows(2).any(|pair| {
                    let is_alias = pair[1] == name && (pair[0] == "AS" || pair[0].starts_with(char::is_lowercase));
                    is_alias || pair == [name, "AS"]
                })
            };
            for word in words.iter().filter(|word| word.starts_with(|c: char| c.is_lowercase() || c == '_')) {
                let exists = catalogue.table(word).is_some() || read.iter().any(|table| table.field(word).is_some());
                assert!(exists || given(word), "{}, {}: {word}", table.name, example.title);
            }
        }
    }
}

/// Words and signs with blanks between. Leaves out what stands in quotes, but for the tables that EXTEND_TIME_WINDOW takes as text.
fn without_text_values(sql: &str) -> String {
    let kept: Vec<&str> = sql
        .split('\'')
        .enumerate()
        .filter(|&(index, part)| index % 2 == 0 || part.starts_with("dsp_"))
        .map(|(_, part)| part)
        .collect();
    kept.join(" ").chars().fold(String::new(), |mut spaced, c| {
        if c.is_alphanumeric() || c == '_' || c.is_whitespace() {
            spaced.push(c);
        } else {
            spaced.extend([' ', c, ' ']);
        }
        spaced
    })
}
