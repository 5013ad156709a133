use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use amc_sql::catalogue::{ExtraColumn, FieldKind, FieldType, ScalarType};
use arrow::{
    array::{Array, AsArray, RecordBatch},
    datatypes::{DataType, Decimal128Type, Int64Type, TimestampMicrosecondType},
};
use datafusion::prelude::SessionContext;
use tempfile::TempDir;

use super::{
    calendar::DAY,
    event::{Act, Deed, Events, Touch},
    world::AdProduct,
    *,
};

const TODAY: &str = "2026-11-23";

fn config(seed: u64, scale: f64, cache: Option<&Path>) -> DataConfig {
    DataConfig { seed, scale, cache_dir: cache.map(Path::to_owned), today: TODAY.parse().unwrap() }
}

fn data(scale: f64) -> SyntheticData {
    SyntheticData::open(config(7, scale, None)).unwrap()
}

async fn ask(tables: &dyn TableSource, sql: &str) -> Vec<RecordBatch> {
    let context = SessionContext::new();
    for table in Catalogue::embedded().unwrap().tables() {
        if let Some(provider) = tables.provider(&table.name) {
            context.register_table(table.name.as_str(), provider).unwrap();
        }
    }
    for name in ["extra", "dsp_impressions_for_audiences"] {
        if let Some(provider) = tables.provider(name) {
            context.register_table(name, provider).unwrap();
        }
    }
    context.sql(sql).await.unwrap().collect().await.unwrap()
}

async fn number(tables: &dyn TableSource, sql: &str) -> i64 {
    let batches = ask(tables, &format!("SELECT CAST(({sql}) AS BIGINT)")).await;
    batches[0].column(0).as_primitive::<Int64Type>().value(0)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap())
    };
    files(folder).iter().map(read).collect()
}

#[test]
fn every_click_follows_its_impression_and_every_credit_its_touch_within_fourteen_days() {
    let data = data(0.02);
    let events = data.default.maker_events();
    assert!(events.clicks.len() > 20 && events.views.len() > events.impressions.len());
    assert!(events.credits_by_conversion.len() > 50);
    hang_together(&events);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn events_hang_together_for_every_seed_brand_market_and_shape(
        seed in proptest::num::u64::ANY,
        brand in "[A-Z][a-z]{2,8}( [A-Z][a-z]{2,6})?",
        marketplace in proptest::sample::select(&["US", "CA", "GB", "DE", "JP", "AU", "nowhere"][..]),
        (has_dsp, has_sponsored_ads) in proptest::sample::select(&[(true, true), (true, false), (false, true)][..]),
        share in 0.2f64..1.5,
    ) {
        let profile = InstanceProfile { has_dsp, has_sponsored_ads, share, ..InstanceProfile::new(brand, marketplace) };
        let make = || {
            let data = SyntheticData::open(config(seed, 0.004, None)).unwrap();
            data.tables_for(&profile).maker_events()
        };
        let events = make();
        hang_together(&events);
        proptest::prop_assert_eq!(events.impressions.is_empty(), !has_dsp);
        proptest::prop_assert_eq!(events.sponsored.is_empty(), !has_sponsored_ads);
        let again = make();
        proptest::prop_assert_eq!(&events.conversions, &again.conversions);
        proptest::prop_assert_eq!(&events.credits_by_conversion, &again.credits_by_conversion);
    }
}

/// Clicks and views follow impressions of the same user and creative; credits
/// go to a touch of the same user in the 14 days before.
fn hang_together(events: &Events) {
    let shown: HashMap<u64, &Touch> = events
        .impressions
        .iter()
        .chain(events.sponsored.iter().filter(|touch| touch.act == Act::Impression))
        .map(|touch| (touch.tag, touch))
        .collect();
    let follows = |touch: &Touch| {
        let impression = shown[&touch.tag];
        assert_eq!((impression.user, impression.creative), (touch.user, touch.creative));
        assert_eq!(impression.time, touch.impression_time);
        assert!(touch.act == Act::Impression || touch.time >= impression.time);
        if touch.act == Act::Click {
            assert!(touch.time > impression.time);
        }
    };
    events.clicks.iter().chain(&events.views).chain(&events.sponsored).for_each(follows);

    let conversions: HashSet<u64> = events.conversions.iter().map(|conversion| conversion.id).collect();
    assert_eq!(conversions.len(), events.conversions.len());
    let clicked: HashSet<u64> = events
        .clicks
        .iter()
        .chain(events.sponsored.iter().filter(|touch| touch.act == Act::Click))
        .map(|touch| touch.tag)
        .collect();
    for credit in &events.credits_by_conversion {
        assert!(conversions.contains(&credit.conversion.id));
        assert_eq!(credit.touch.user, credit.conversion.user);
        let lag = credit.conversion.time - credit.touch.time;
        assert!((0..=14 * DAY).contains(&lag), "{lag}");
        follows(&credit.touch);
        assert!(credit.touch.act == Act::Impression || clicked.contains(&credit.touch.tag));
    }
    assert!(events.relevance.iter().all(|row| conversions.contains(&row.conversion.id)));
    let mut by_traffic = events.credits_by_traffic.clone();
    by_traffic.sort_by_key(|credit| (credit.conversion.time, credit.conversion.id));
    assert_eq!(by_traffic, events.credits_by_conversion, "both tables hold the same pairs");
}

#[test]
fn a_click_is_credited_before_a_later_view_and_each_conversion_once() {
    let data = data(0.03);
    let events = data.default.maker_events();
    let mut clicks: HashMap<u32, Vec<i64>> = HashMap::new();
    let sponsored = events.sponsored.iter().filter(|touch| touch.act == Act::Click);
    for click in events.clicks.iter().chain(sponsored) {
        clicks.entry(click.user).or_default().push(click.time);
    }
    let mut credited = HashSet::new();
    let mut views_credited = 0;
    for credit in &events.credits_by_conversion {
        assert!(credited.insert(credit.conversion.id));
        if credit.touch.act != Act::Click && !credit.conversion.deed.off_amazon() {
            views_credited += 1;
            let within = clicks
                .get(&credit.touch.user)
                .into_iter()
                .flatten()
                .any(|click| *click <= credit.conversion.time && credit.conversion.time - click <= 14 * DAY);
            assert!(!within, "a view was credited although a click would have been");
        }
    }
    assert!(views_credited > 20);
    let products = |touch: &Touch| data.default.maker_world().campaign_of(touch.creative).product;
    let by_word = |touch: &Touch| matches!(products(touch), AdProduct::Products | AdProduct::Brands);
    assert!(events.credits_by_conversion.iter().all(|c| c.touch.act == Act::Click || !by_word(&c.touch)));
}

#[test]
fn amazon_conversions_follow_an_ad_and_only_the_first_order_is_new() {
    let data = data(0.02);
    let events = data.default.maker_events();
    let mut touched: HashMap<u32, Vec<i64>> = HashMap::new();
    for touch in events.impressions.iter().chain(&events.sponsored) {
        touched.entry(touch.user).or_default().push(touch.time);
    }
    let mut new: HashMap<u32, usize> = HashMap::new();
    for conversion in &events.conversions {
        if !conversion.deed.off_amazon() {
            let before = |time: &i64| (0..=28 * DAY).contains(&(conversion.time - time));
            assert!(touched[&conversion.user].iter().any(before));
        }
        assert_eq!(conversion.new_to_brand.is_some(), conversion.deed == Deed::Order);
        *new.entry(conversion.user).or_default() += usize::from(conversion.new_to_brand == Some(true));
    }
    assert!(new.values().all(|count| *count <= 1) && new.values().any(|count| *count == 1));
}

#[test]
fn the_scale_is_about_a_million_rows_and_all_within_the_covered_days() {
    let data = data(0.1);
    let events = data.default.maker_events();
    let rows = events.len() as f64;
    assert!((85_000.0..115_000.0).contains(&rows), "{rows}");
    let (first, last) = data.covered();
    assert_eq!((first.to_string().as_str(), last.to_string().as_str()), ("2025-10-22", "2026-11-21"));
    let times = events.impressions.iter().chain(&events.sponsored).chain(&events.views).map(|touch| touch.time);
    let times: Vec<i64> = times.chain(events.conversions.iter().map(|conversion| conversion.time)).collect();
    let (start, end) = (calendar::millis(first), calendar::millis(last) + DAY);
    assert!(times.iter().all(|time| (start..end).contains(time)));
    for month in 0..13 {
        let from = start + month * (end - start) / 13;
        let count = times.iter().filter(|time| (from..from + (end - start) / 13).contains(time)).count();
        assert!(count > times.len() / 40, "month {month} has {count}");
    }
}

#[test]
fn slices_of_time_put_together_are_the_whole() {
    let data = data(0.01);
    let world = data.default.maker_world();
    let whole = data.default.maker_events();
    let (start, end) = (world.calendar.start, world.calendar.end);
    let middle = start + (end - start) / 3;
    let mut parts = simulate::simulate(world, &(start..middle));
    parts.append(simulate::simulate(world, &(middle..end)));
    assert_eq!(parts.impressions, whole.impressions);
    assert_eq!(parts.conversions, whole.conversions);
    assert_eq!(parts.credits_by_traffic, whole.credits_by_traffic);
    assert_eq!(parts.credits_by_conversion, whole.credits_by_conversion);
}

#[tokio::test]
async fn every_table_has_the_catalogues_columns_and_can_be_read() {
    let data = data(0.01);
    let catalogue = Catalogue::embedded().unwrap();
    let tables = data.tables();
    for table in tables.tables() {
        let read_as = |data_type| if data_type == DataType::Utf8 { DataType::Utf8View } else { data_type };
        let expected: Vec<_> =
            table.fields.iter().map(|f| (f.name.clone(), read_as(amc_sql::arrow_type(f.data_type)))).collect();
        let provider = data.provider(&table.name).unwrap();
        let schema = provider.schema();
        let found: Vec<_> = schema.fields().iter().map(|f| (f.name().clone(), f.data_type().clone())).collect();
        assert_eq!(found, expected, "{}", table.name);
        let rows: usize =
            ask(&data, &format!("SELECT * FROM {}", table.name)).await.iter().map(RecordBatch::num_rows).sum();
        assert!(rows > 0 || table.name.contains("click"), "{} is empty", table.name);
    }
    assert!(tables.tables().len() + 1 >= catalogue.tables().len());
}

#[tokio::test]
async fn tables_join_by_their_keys() {
    let data = data(0.05);
    let orphans = "SELECT COUNT(*) FROM {} x LEFT JOIN dsp_impressions i ON x.{} = i.request_tag AND x.campaign_id = i.campaign_id \
         AND (x.user_id = i.user_id OR x.user_id IS NULL) WHERE i.request_tag IS NULL AND x.{} IS NOT NULL";
    for (table, key) in [
        ("dsp_clicks", "request_tag"),
        ("dsp_views", "impression_id"),
        ("amazon_attributed_events_by_conversion_time", "request_tag"),
    ] {
        let sql = orphans.replacen("{}", table, 1).replace("{}", key);
        assert_eq!(number(&data, &sql).await, 0, "{table}");
        assert!(number(&data, &format!("SELECT COUNT({key}) FROM {table}")).await > 5);
    }
    let sponsored = "SELECT COUNT(*) FROM amazon_attributed_events_by_traffic_time a \
        LEFT JOIN sponsored_ads_traffic t ON a.traffic_event_id = t.event_id AND a.traffic_event_dt_utc = t.event_dt_utc \
        WHERE a.ad_product_type IS NOT NULL AND t.event_id IS NULL";
    assert_eq!(number(&data, sponsored).await, 0);
    let credited = "SELECT COUNT(*) FROM amazon_attributed_events_by_traffic_time WHERE ad_product_type IS NULL";
    assert!(number(&data, credited).await > 20, "DSP rows have no ad product type");
    let nobody = "SELECT COUNT(*) FROM dsp_impressions WHERE user_id IS NULL";
    assert!(number(&data, nobody).await > 0);
    let twins = "SELECT COUNT(*) FROM dsp_impressions_for_audiences";
    assert_eq!(number(&data, twins).await, number(&data, "SELECT COUNT(*) FROM dsp_impressions").await);
}

#[tokio::test]
async fn money_adds_up_in_its_units() {
    let data = data(0.02);
    let wrong = "SELECT COUNT(*) FROM dsp_impressions WHERE impression_cost * 1000 <> \
        supply_cost + platform_fee + audience_fee + managed_service_fee + third_party_fees + ocm_fee \
        OR total_cost < impression_cost OR bid_price <= supply_cost";
    assert_eq!(number(&data, wrong).await, 0);
    // Dollars for a thousand: millicents to the dollar are 100,000.
    let cpm = number(&data, "SELECT SUM(impression_cost) / 100 / COUNT(*) FROM dsp_impressions").await;
    assert!((2..40).contains(&cpm), "{cpm}");
    let cpc = "SELECT SUM(spend) / 1000000 / SUM(clicks) FROM sponsored_ads_traffic WHERE ad_product_type = 'sponsored_products'";
    assert!((35..300).contains(&number(&data, cpc).await), "cents a click, from microcents");
    let wrong = "SELECT COUNT(*) FROM amazon_attributed_events_by_conversion_time WHERE \
        total_product_sales <> product_sales + brand_halo_product_sales \
        OR total_product_sales <> total_product_sales_clicks + total_product_sales_views \
        OR total_purchases <> purchases + brand_halo_purchases OR new_to_brand_total_purchases > total_purchases";
    assert_eq!(number(&data, wrong).await, 0);
    let batches = ask(&data, "SELECT SUM(total_product_sales) FROM conversions").await;
    let sales = batches[0].column(0).as_primitive::<Decimal128Type>().value(0);
    let credited = "SELECT SUM(total_product_sales) FROM amazon_attributed_events_by_conversion_time";
    let batches = ask(&data, credited).await;
    let credited = batches[0].column(0).as_primitive::<Decimal128Type>().value(0);
    assert!(0 < credited && credited <= sales, "{credited} of {sales}");
}

#[tokio::test]
async fn times_are_sorted_and_agree_with_their_parts() {
    let data = data(0.02);
    let batches = ask(&data, "SELECT impression_dt_utc FROM dsp_impressions").await;
    let context_order: Vec<i64> = batches
        .iter()
        .flat_map(|batch| batch.column(0).as_primitive::<TimestampMicrosecondType>().values().to_vec())
        .collect();
    assert!(context_order.is_sorted());
    let wrong = "SELECT COUNT(*) FROM dsp_impressions WHERE CAST(impression_dt_utc AS DATE) <> impression_date_utc \
        OR date_trunc('hour', impression_dt) <> impression_dt_hour OR date_part('day', impression_dt) <> impression_day \
        OR date_part('hour', impression_dt_utc) <> impression_hour_utc OR impression_dt >= impression_dt_utc";
    assert_eq!(number(&data, wrong).await, 0);
    assert!(batches.iter().all(|batch| batch.column(0).null_count() == 0));
}

#[tokio::test]
async fn the_same_seed_and_day_give_the_same_bytes_and_another_seed_others() {
    let (one, two, other) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    for (folder, seed) in [(&one, 7), (&two, 7), (&other, 8)] {
        let data = SyntheticData::open(config(seed, 0.005, Some(folder.path()))).unwrap();
        data.tables().prepare().unwrap();
    }
    assert_eq!(bytes(one.path()), bytes(two.path()));
    assert_ne!(bytes(one.path()), bytes(other.path()));
}

#[tokio::test]
async fn a_damaged_cache_is_replaced_and_a_whole_one_is_kept() {
    let cache = TempDir::new().unwrap();
    let sql = "SELECT SUM(impression_cost) FROM dsp_impressions";
    let open = || SyntheticData::open(config(7, 0.005, Some(cache.path()))).unwrap();
    let first = number(&open(), sql).await;
    let file = files(cache.path()).into_iter().find(|path| path.extension().is_some_and(|e| e == "parquet")).unwrap();
    let (whole, made) = (fs::read(&file).unwrap(), fs::metadata(&file).unwrap().modified().unwrap());
    assert_eq!(number(&open(), sql).await, first);
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), made, "a whole file is not written again");

    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    for bytes in [damaged, whole[..middle].to_vec(), Vec::new()] {
        fs::write(&file, bytes).unwrap();
        assert_eq!(number(&open(), sql).await, first);
        assert_eq!(fs::read(&file).unwrap(), whole);
    }
}

#[tokio::test]
async fn a_cache_folder_may_have_any_name() {
    let parent = TempDir::new().unwrap();
    let cache = parent.path().join("Application Support [1] 100% ü #x");
    let data = SyntheticData::open(config(7, 0.001, Some(&cache))).unwrap();
    assert!(number(&data, "SELECT COUNT(*) FROM conversions").await > 0);
}

#[tokio::test]
async fn instances_differ_in_rows_currency_and_tables() {
    let data = data(0.01);
    let britain = InstanceProfile {
        has_dsp: false,
        has_paid: false,
        share: 0.5,
        ..InstanceProfile::new("Tidewell", "A1F83G8C2ARO7P")
    };
    let tables = data.tables_for(&britain);
    assert!(tables.provider("dsp_impressions").is_none() && tables.provider("no_such_table").is_none());
    assert!(tables.tables().iter().all(|table| !table.paid));
    let foreign =
        "SELECT COUNT(*) FROM sponsored_ads_traffic WHERE currency_iso_code <> 'GBP' OR advertiser <> 'Tidewell'";
    assert_eq!(number(&*tables, foreign).await, 0);
    let count = "SELECT COUNT(*) FROM sponsored_ads_traffic";
    assert!(number(&*tables, count).await > 0);
    let dsp = "SELECT COUNT(*) FROM amazon_attributed_events_by_conversion_time WHERE ad_product_type IS NULL";
    assert_eq!(number(&*tables, dsp).await, 0);
}

#[tokio::test]
async fn tables_of_an_instances_own_are_filled_by_type() {
    let column = |name: &str, data_type| ExtraColumn {
        name: name.into(),
        data_type,
        kind: FieldKind::Dimension,
        description: String::new(),
    };
    let extra = ExtraTable {
        name: "extra".into(),
        columns: vec![
            column("user_id", Some(FieldType::STRING)),
            column("member_level", Some(FieldType::STRING)),
            column("visits", Some(FieldType::Scalar(ScalarType::Long))),
            column("joined_on", Some(FieldType::Scalar(ScalarType::Date))),
            column("codes", Some(FieldType::Array(ScalarType::Integer))),
            column("photo", Some(FieldType::Scalar(ScalarType::Binary))),
            column("rate", Some(FieldType::Scalar(ScalarType::Decimal(Some((10, 2)))))),
        ],
        ..ExtraTable::default()
    };
    let data = data(0.02).with_extra_tables(&[extra]);
    let known = "SELECT COUNT(*) FROM extra e JOIN dsp_impressions i ON e.user_id = i.user_id";
    assert!(number(&data, known).await > 0, "its users are the users of the other tables");
    let empty =
        "SELECT COUNT(*) FROM extra WHERE member_level IS NULL OR visits IS NULL OR joined_on IS NULL OR rate IS NULL";
    assert_eq!(number(&data, empty).await, 0);
}

// Logarithms differ in their last bit from one platform's library to another's, so rows are pinned on one.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[tokio::test]
async fn rows_change_only_with_the_generation() {
    let data = data(0.001);
    let mut text = format!("{:?}", data.default.maker_events());
    for sql in [
        "SELECT user_id, campaign, city_name, device_type, site, impression_cost, request_tag FROM dsp_impressions",
        "SELECT event_id, ad_product_type, customer_search_term, spend, creative_asin FROM sponsored_ads_traffic",
        "SELECT conversion_id, tracked_item, total_product_sales, new_to_brand FROM conversions",
    ] {
        text += &arrow::util::pretty::pretty_format_batches(&ask(&data, sql).await).unwrap().to_string();
    }
    let now = (store::GENERATION, format!("{:016x}", random::text_key(&text)));
    let then = (3, "8827a4715bf7fd7c".to_owned());
    assert_eq!(
        now, then,
        "other rows need another generation, or old caches pass for new; raise it and write both here"
    );
}

#[test]
fn a_scale_out_of_range_is_refused() {
    for scale in [0.0, -1.0, f64::NAN, 2000.0] {
        assert!(matches!(SyntheticData::open(config(7, scale, None)), Err(DataError::Scale(_))));
    }
}
