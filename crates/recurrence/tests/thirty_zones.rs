//! Every slot over three years in thirty zones, against a list made another way: no slot twice, none lost except by rule, in order.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{
    DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta, TimeZone as _, Utc,
    Weekday,
};
use chrono_tz::Tz;
use proptest::prelude::*;
use recurrence::{BusinessDays, DayRule, Gap, Overlap, Preset, Roll, Rule, Schedule};

const ZONES: [&str; 30] = [
    "UTC",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Santiago",
    "America/Nuuk",
    "America/Havana",
    "America/Asuncion",
    "America/Sao_Paulo",
    "America/Mexico_City",
    "America/Caracas",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Lisbon",
    "Europe/Chisinau",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Lagos",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Chatham",
    "Pacific/Auckland",
    "Antarctica/Troll",
];

const HOLIDAYS: [&str; 6] = ["2025-01-01", "2025-12-25", "2026-01-01", "2026-01-02", "2026-05-01", "2027-11-01"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The three years.
fn years() -> (NaiveDate, NaiveDate) {
    (day("2025-01-01"), day("2027-12-31"))
}

/// Days before and after the years, so that what moves into them or out of them is seen.
const MARGIN: Days = Days::new(40);

/// The stretches of time in which a zone's clocks are not set, as found by asking it for every noon and midnight of UTC and then every minute.
struct Clocks(Vec<(DateTime<Utc>, DateTime<Utc>, TimeDelta)>);

impl Clocks {
    fn of(zone: Tz) -> Self {
        let (first, last) = years();
        let offset = |at: DateTime<Utc>| {
            TimeDelta::seconds(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc().into())
        };
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        let (mut begin, end) = (midnight(first - MARGIN - MARGIN), midnight(last + MARGIN + MARGIN));
        let (mut stretches, mut at) = (Vec::new(), begin);
        while at < end {
            let later = at + TimeDelta::hours(12);
            if offset(later) != offset(at) {
                let minutes = (1..=720).map(|minute| at + TimeDelta::minutes(minute));
                let change = minutes.into_iter().find(|minute| offset(*minute) != offset(at)).unwrap();
                stretches.push((begin, change, offset(at)));
                begin = change;
            }
            at = later;
        }
        stretches.push((begin, end, offset(begin)));
        Self(stretches)
    }

    /// When the clocks show a time.
    fn shown(&self, meant: NaiveDateTime) -> Vec<DateTime<Utc>> {
        let at = |(begin, end, offset): &(DateTime<Utc>, DateTime<Utc>, TimeDelta)| {
            let at = (meant - *offset).and_utc();
            (*begin <= at && at < *end).then_some(at)
        };
        self.0.iter().filter_map(at).collect()
    }

    /// The first moment that they show a later time.
    fn after(&self, meant: NaiveDateTime) -> DateTime<Utc> {
        let later = self.0.iter().find(|(begin, _, offset)| (*begin + *offset).naive_utc() > meant);
        later.unwrap().0
    }

    /// Moments with the time that is meant by each: what the choices make of the times of some days.
    fn slots(
        &self,
        days: &BTreeSet<NaiveDate>,
        times: &[NaiveTime],
        gap: Gap,
        overlap: Overlap,
    ) -> BTreeMap<DateTime<Utc>, NaiveDateTime> {
        let mut slots = BTreeMap::new();
        for meant in days.iter().flat_map(|day| times.iter().map(|time| day.and_time(*time))) {
            let shown = self.shown(meant);
            let fires = match (shown.as_slice(), gap, overlap) {
                ([], Gap::Run, _) => vec![self.after(meant)],
                ([first, _, ..], _, Overlap::First) => vec![*first],
                _ => shown,
            };
            for instant in fires {
                // Days and times come in order: of two that meet, the earlier is meant.
                slots.entry(instant).or_insert(meant);
            }
        }
        slots
    }
}

/// Compares a schedule with what it ought to do, within the three years.
fn compare(schedule: &Schedule, expected: &BTreeMap<DateTime<Utc>, NaiveDateTime>) -> Result<(), String> {
    let (first, last) = years();
    let (from, until) = (first.and_time(NaiveTime::MIN).and_utc(), last.and_time(NaiveTime::MIN).and_utc());
    let found: Vec<_> = schedule.between(from, until).map(|slot| (slot.instant, slot.meant)).collect();
    let what = || format!("{} in {}", schedule.rule().words(), schedule.zone());
    if !found.is_sorted_by(|one, other| one.0 < other.0) {
        return Err(format!("{} is out of order", what()));
    }
    let expected: Vec<_> = expected
        .range((std::ops::Bound::Excluded(from), std::ops::Bound::Included(until)))
        .map(|(instant, meant)| (*instant, *meant))
        .collect();
    match found.iter().zip(&expected).find(|(found, expected)| found != expected) {
        Some((found, expected)) => Err(format!("{} gives {found:?}, not {expected:?}", what())),
        None if found.len() != expected.len() => {
            Err(format!("{} gives {} slots, not {}", what(), found.len(), expected.len()))
        }
        None => Ok(()),
    }
}

/// The days of a preset, told by counting through each month.
fn days(rule: &DayRule, holidays: &BTreeSet<NaiveDate>, roll: Option<Roll>) -> BTreeSet<NaiveDate> {
    let (first, last) = years();
    let open = |day: &NaiveDate| day.weekday().number_from_monday() <= 5 && !holidays.contains(day);
    let meant =
        (first - MARGIN).iter_days().take_while(|day| *day <= last + MARGIN).filter(|day| means(rule, *day, open));
    let rolled = |day: NaiveDate| match roll {
        None => Some(day),
        Some(Roll::Skip) => Some(day).filter(open),
        Some(Roll::Next) => day.iter_days().find(open),
        Some(Roll::Previous) => std::iter::successors(Some(day), NaiveDate::pred_opt).find(open),
    };
    meant.filter_map(rolled).collect()
}

fn means(rule: &DayRule, day: NaiveDate, open: impl Fn(&NaiveDate) -> bool) -> bool {
    let month = || {
        let first = day.with_day(1).unwrap();
        first.iter_days().take_while(|other| other.month() == day.month()).collect::<Vec<_>>()
    };
    let clamped = |wanted: u32| {
        let month = month();
        month.get(month.len().min(usize::try_from(wanted).unwrap()) - 1) == Some(&day)
    };
    match rule {
        DayRule::Once(only) => day == *only,
        DayRule::EveryDays { anchor, days } => {
            let mut at = *anchor;
            while at < day {
                at = at + Days::new(u64::from(*days));
            }
            at == day
        }
        DayRule::Weekly(weekdays) => weekdays.contains(&day.weekday()),
        DayRule::MonthlyDay(wanted) => clamped(*wanted),
        DayRule::MonthlyLastDay => month().last() == Some(&day),
        DayRule::MonthlyWeekday { weekdays, nth } => {
            weekdays.contains(&day.weekday()) && {
                let same: Vec<NaiveDate> =
                    month().into_iter().filter(|other| other.weekday() == day.weekday()).collect();
                match usize::try_from(*nth) {
                    Ok(nth) => same.get(nth - 1) == Some(&day),
                    Err(_) => same.last() == Some(&day),
                }
            }
        }
        DayRule::FirstBusinessDay => month().into_iter().find(open) == Some(day),
        DayRule::LastBusinessDay => month().into_iter().rev().find(open) == Some(day),
        DayRule::BusinessDays => open(&day),
        DayRule::Quarterly(wanted) => [1, 4, 7, 10].contains(&day.month()) && clamped(*wanted),
    }
}

fn times(texts: &[&str]) -> Vec<NaiveTime> {
    texts.iter().map(|text| NaiveTime::parse_from_str(text, "%H:%M").unwrap()).collect()
}

#[test]
fn every_preset_keeps_its_slots_over_three_years_in_thirty_zones() {
    use Weekday::{Fri, Mon, Sun, Tue, Wed};
    let every = |days| DayRule::EveryDays { anchor: day("2024-11-30"), days };
    let nth = |weekdays: &[Weekday], nth| DayRule::MonthlyWeekday { weekdays: weekdays.to_vec(), nth };
    let mut rules: Vec<(DayRule, Option<Roll>)> = [1, 3, 7, 14, 30, 60, 90].map(|days| (every(days), None)).to_vec();
    rules.extend([
        (DayRule::Once(day("2026-03-29")), None),
        (DayRule::Weekly(vec![Sun, Wed]), None),
        (DayRule::MonthlyDay(1), None),
        (DayRule::MonthlyDay(29), None),
        (DayRule::MonthlyDay(31), None),
        (DayRule::MonthlyLastDay, None),
        (nth(&[Sun], -1), None),
        (nth(&[Sun], 2), None),
        (nth(&[Mon, Tue], 5), None),
        (DayRule::FirstBusinessDay, None),
        (DayRule::LastBusinessDay, None),
        (DayRule::BusinessDays, None),
        (DayRule::Quarterly(1), None),
        (DayRule::Quarterly(31), None),
        (DayRule::MonthlyDay(1), Some(Roll::Next)),
        (DayRule::MonthlyDay(15), Some(Roll::Skip)),
        (DayRule::MonthlyLastDay, Some(Roll::Previous)),
        (DayRule::Weekly(vec![Fri]), Some(Roll::Next)),
    ]);
    let holidays: BTreeSet<NaiveDate> = HOLIDAYS.iter().map(|text| day(text)).collect();
    let rules: Vec<_> = rules
        .into_iter()
        .map(|(rule, roll)| {
            let days = days(&rule, &holidays, roll);
            (rule, roll, days)
        })
        .collect();
    // Several times a day, among them those at which clocks are set.
    let at = times(&["00:00", "01:30", "02:15", "02:30", "03:00", "23:30"]);
    for zone in ZONES {
        let zone: Tz = zone.parse().unwrap();
        let clocks = Clocks::of(zone);
        for (rule, roll, days) in &rules {
            for (gap, overlap) in [(Gap::Run, Overlap::First), (Gap::Skip, Overlap::Both)] {
                let business = BusinessDays { holidays: holidays.clone() };
                let preset = Preset::new(rule.clone(), at.clone(), business, *roll).unwrap();
                let choices = if gap == Gap::Run { (None, None) } else { (Some(gap), Some(overlap)) };
                let schedule = Schedule::new(Rule::Preset(preset), zone, choices.0, choices.1);
                compare(&schedule, &clocks.slots(days, &at, gap, overlap)).unwrap();
            }
        }
    }
}

#[test]
fn every_kind_of_cron_keeps_its_slots_over_three_years_in_thirty_zones() {
    type Days = fn(NaiveDate) -> bool;
    let all: Days = |_| true;
    let fixed = |hours: &[u32], minutes: &[u32]| (hours.to_vec(), minutes.to_vec(), Gap::Run, Overlap::First);
    let beat = |hours: &[u32], minutes: &[u32]| (hours.to_vec(), minutes.to_vec(), Gap::Skip, Overlap::Both);
    let hours: Vec<u32> = (0..24).collect();
    let crons: [(&str, _, Days); 9] = [
        ("0 * * * *", beat(&hours, &[0]), all),
        ("*/30 0-3 * * *", beat(&[0, 1, 2, 3], &[0, 30]), all),
        ("*/20 2 * * *", beat(&[2], &[0, 20, 40]), all),
        ("30 2 * * *", fixed(&[2], &[30]), all),
        ("0,45 0-3 * * *", fixed(&[0, 1, 2, 3], &[0, 45]), all),
        ("59 23 L * *", fixed(&[23], &[59]), |day| day.succ_opt().unwrap().day() == 1),
        ("0 0 * * MON-FRI", fixed(&[0], &[0]), |day| day.weekday().number_from_monday() <= 5),
        ("30 1 31 * *", fixed(&[1], &[30]), |day| day.day() == 31),
        ("15 3 13 * FRI", fixed(&[3], &[15]), |day| day.day() == 13 || day.weekday() == Weekday::Fri),
    ];
    let (first, last) = years();
    for zone in ZONES {
        let zone: Tz = zone.parse().unwrap();
        let clocks = Clocks::of(zone);
        for (text, (hours, minutes, gap, overlap), is_on) in &crons {
            let days = (first - MARGIN).iter_days().take_while(|day| *day <= last + MARGIN).filter(|day| is_on(*day));
            let at: Vec<NaiveTime> = hours
                .iter()
                .flat_map(|hour| minutes.iter().map(|minute| NaiveTime::from_hms_opt(*hour, *minute, 0).unwrap()))
                .collect();
            let schedule = Schedule::new(Rule::Cron(text.parse().unwrap()), zone, None, None);
            compare(&schedule, &clocks.slots(&days.collect(), &at, *gap, *overlap)).unwrap();
        }
    }
}

fn rules() -> impl Strategy<Value = DayRule> {
    let (first, _) = years();
    let date = (0_u64..1095).prop_map(move |days| first + Days::new(days));
    let weekdays = || {
        let all = [0_u8, 1, 2, 3, 4, 5, 6].map(|number| Weekday::try_from(number).unwrap());
        prop::sample::subsequence(all.to_vec(), 1..=7)
    };
    prop_oneof![
        date.clone().prop_map(DayRule::Once),
        (date, 1_u32..100).prop_map(|(anchor, days)| DayRule::EveryDays { anchor, days }),
        weekdays().prop_map(DayRule::Weekly),
        (1_u32..=31).prop_map(DayRule::MonthlyDay),
        Just(DayRule::MonthlyLastDay),
        (weekdays(), prop::sample::select(vec![-1_i8, 1, 2, 3, 4, 5]))
            .prop_map(|(weekdays, nth)| DayRule::MonthlyWeekday { weekdays, nth }),
        Just(DayRule::FirstBusinessDay),
        Just(DayRule::LastBusinessDay),
        Just(DayRule::BusinessDays),
        (1_u32..=31).prop_map(DayRule::Quarterly),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_preset_keeps_its_slots_over_three_years_in_any_zone(
        rule in rules(),
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        at in prop::collection::btree_set((0_u32..24, 0_u32..60), 1..4),
        holidays in prop::collection::btree_set(0_u64..1095, 0..8),
        roll in prop::sample::select(vec![None, Some(Roll::Skip), Some(Roll::Next), Some(Roll::Previous)]),
        gap in prop::sample::select(vec![Gap::Run, Gap::Skip]),
        overlap in prop::sample::select(vec![Overlap::First, Overlap::Both]),
    ) {
        let at: Vec<NaiveTime> = at.into_iter().map(|(h, m)| NaiveTime::from_hms_opt(h, m, 0).unwrap()).collect();
        let holidays: BTreeSet<NaiveDate> = holidays.into_iter().map(|days| years().0 + Days::new(days)).collect();
        let expected = Clocks::of(zone).slots(&days(&rule, &holidays, roll), &at, gap, overlap);
        let preset = Preset::new(rule, at, BusinessDays { holidays }, roll).unwrap();
        let schedule = Schedule::new(Rule::Preset(preset), zone, Some(gap), Some(overlap));
        if let Err(difference) = compare(&schedule, &expected) {
            prop_assert!(false, "{}", difference);
        }
    }
}
