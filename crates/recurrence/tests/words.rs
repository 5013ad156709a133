//! Schedules in plain English.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::{NaiveDate, NaiveTime, Weekday};
use recurrence::{BusinessDays, DayRule, Preset, Roll, Rule};

#[test]
fn cron_expressions_read_as_sentences() {
    for (text, words) in [
        ("30 6 * * *", "at 06:30 every day"),
        ("0 6,18 * * *", "at 06:00 and 18:00 every day"),
        ("* * * * *", "every minute"),
        ("*/15 * * * *", "every 15 minutes"),
        ("0 * * * *", "every hour at :00"),
        ("5,35 * * * *", "every hour at :05 and :35"),
        ("0 */6 * * *", "at 00:00, 06:00, 12:00 and 18:00 every day"),
        ("10 */2 * * *", "at :10 of every 2nd hour every day"),
        ("*/10 9-17 * * MON-FRI", "every 10 minutes in the hours 09 to 17 on Monday to Friday"),
        ("0 6 * * 1,3,5", "at 06:00 on Monday, Wednesday and Friday"),
        ("0 6 * * SAT,SUN", "at 06:00 on Saturday and Sunday"),
        ("0 6 * * 0-6", "at 06:00 on Monday to Sunday"),
        ("0 6 1,15 * *", "at 06:00 on days 1 and 15 of the month"),
        ("0 6 L * *", "at 06:00 on the last day of the month"),
        ("0 6 LW 1-3 *", "at 06:00 on the last weekday (Monday to Friday) of the month in January to March"),
        ("0 6 15W * *", "at 06:00 on the weekday (Monday to Friday) nearest to day 15 of the month"),
        ("0 6 * * 5L", "at 06:00 on the last Friday of the month"),
        ("0 6 * * MON#1,THU#3", "at 06:00 on the first Monday and the third Thursday of the month"),
        ("*/7 * * * *", "every hour at :00, :07, :14, :21, :28, :35, :42, :49 and :56"),
        ("*/40 * * * *", "every hour at :00 and :40"),
        ("0-29 * * * *", "every hour at each minute from :00 to :29"),
        ("0 */5 * * 1,2", "at 00:00, 05:00, 10:00, 15:00 and 20:00 on Monday and Tuesday"),
        ("*/20 */5 * * *", "every 20 minutes in the hours 00, 05, 10, 15 and 20"),
        ("* 6 * * *", "every minute in the hour 06"),
        ("0 6 1-7 * +MON,TUE", "at 06:00 on days 1 to 7 of the month, if that is Monday or Tuesday"),
        ("0 6 31 * *", "at 06:00 on day 31 of the month, skipped where the month is shorter"),
        ("0 6 29 2 *", "at 06:00 on day 29 of the month in February, skipped where the month is shorter"),
        (
            "0 6 31W 1,3 *",
            "at 06:00 on the weekday (Monday to Friday) nearest to day 31 of the month in January and March",
        ),
        ("0 6 13 * FRI", "at 06:00 on day 13 of the month, and also on Friday"),
        ("0 6 13 * +FRI", "at 06:00 on day 13 of the month, if that is Friday"),
        ("0 0 1 JAN,JUL *", "at 00:00 on day 1 of the month in January and July"),
    ] {
        assert_eq!(Rule::Cron(text.parse().unwrap()).words(), words, "{text}");
    }
}

#[test]
fn presets_read_as_sentences() {
    let anchor = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
    let nth = |nth| DayRule::MonthlyWeekday { weekdays: vec![Weekday::Tue], nth };
    for (days, roll, words) in [
        (DayRule::Once(anchor), None, "once on 5 March 2026 at 06:30"),
        (DayRule::EveryDays { anchor, days: 1 }, None, "every day from 5 March 2026 at 06:30"),
        (DayRule::EveryDays { anchor, days: 14 }, None, "every 14 days from 5 March 2026 at 06:30"),
        (DayRule::Weekly(vec![Weekday::Sun, Weekday::Mon]), None, "on Monday and Sunday at 06:30"),
        (DayRule::MonthlyDay(31), None, "on day 31 of the month, or on the last where it has fewer, at 06:30"),
        (DayRule::MonthlyDay(1), Some(Roll::Next), "on day 1 of the month at 06:30, moved to the next business day"),
        (nth(2), None, "on the second Tuesday of the month at 06:30"),
        (nth(-1), None, "on the last Tuesday of the month at 06:30"),
        (
            DayRule::MonthlyWeekday { weekdays: vec![Weekday::Wed, Weekday::Mon, Weekday::Tue], nth: 1 },
            None,
            "on the first Monday, the first Tuesday and the first Wednesday of the month at 06:30",
        ),
        (
            DayRule::Quarterly(31),
            None,
            "on day 31 of the quarter's first month, or on the last where it has fewer, at 06:30",
        ),
        (DayRule::FirstBusinessDay, None, "on the first business day of the month at 06:30"),
        (DayRule::Quarterly(1), None, "on the first day of the quarter at 06:30"),
    ] {
        let at = vec![NaiveTime::from_hms_opt(6, 30, 0).unwrap()];
        let preset = Preset::new(days, at, BusinessDays::default(), roll).unwrap();
        assert_eq!(Rule::Preset(preset).words(), words);
    }
}
