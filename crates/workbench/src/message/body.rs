//! What is told, in the form of each recipient.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StoryKind {
    /// A slot ended.
    Slot,
    /// A schedule was paused for a reason.
    Pause,
    /// A person tries the recipient.
    Test,
}

/// What is told. Kept as JSON from when it happens until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Story {
    /// What happened.
    pub(crate) kind: StoryKind,
    /// The schedule's name and id; empty in a test.
    pub(crate) schedule: String,
    pub(crate) schedule_id: String,
    /// Whether it is good news.
    pub(crate) good: bool,
    /// What happened, in a line.
    pub(crate) headline: String,
    /// When the slot was planned for, on the schedule's clock.
    pub(crate) planned: Option<String>,
    /// The dates it covers, in words.
    pub(crate) covers: Option<String>,
    /// Runs, and those that ended well.
    pub(crate) runs: u32,
    pub(crate) succeeded: u32,
    /// Runs for which Amazon lacked data.
    pub(crate) partial: u32,
    /// What went wrong where, as far as there is room.
    pub(crate) problems: Vec<Trouble>,
    /// Further problems.
    pub(crate) more_problems: u32,
    /// What a person can do.
    pub(crate) next_step: Option<String>,
}

/// What went wrong with a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trouble {
    /// The instance's name.
    pub(crate) instance: String,
    /// Why.
    pub(crate) message: String,
}

impl Story {
    /// What a person sends to see whether a recipient is reached.
    pub(crate) fn test() -> Self {
        Self {
            kind: StoryKind::Test,
            schedule: String::new(),
            schedule_id: String::new(),
            good: true,
            headline: "A test from RecomAMP".to_owned(),
            planned: None,
            covers: None,
            runs: 0,
            succeeded: 0,
            partial: 0,
            problems: Vec::new(),
            more_problems: 0,
            next_step: Some("Nothing needs to be done: messages of schedules will look like this.".to_owned()),
        }
    }

    /// The lines below the headline.
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.planned.as_ref().map(|planned| format!("Planned for {planned}")));
        lines.extend(self.covers.as_ref().map(|covers| format!("Covers {covers}")));
        if self.runs > 0 {
            let partial = if self.partial > 0 {
                format!(", {} of them with data missing at Amazon", self.partial)
            } else {
                String::new()
            };
            lines.push(format!("{} of {} runs succeeded{partial}", self.succeeded, self.runs));
        }
        lines.extend(self.problems.iter().map(|trouble| format!("{}: {}", trouble.instance, trouble.message)));
        if self.more_problems > 0 {
            lines.push(format!("and {} more", self.more_problems));
        }
        lines.extend(self.next_step.clone());
        lines
    }

    /// The subject of a mail: one line.
    pub(crate) fn subject(&self) -> String {
        self.headline.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
    }

    /// The text of a mail.
    pub(crate) fn text(&self) -> String {
        let mut text = self.headline.clone();
        text.push_str("\n\n");
        text.push_str(&self.lines().join("\n"));
        text.push_str("\n\n-- \nSent by RecomAMP. Change whom a schedule tells in its last step, After the run.\n");
        text
    }

    /// What Slack takes. `& < >` would be read as its markup.
    pub(crate) fn slack(&self) -> Value {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let lines: Vec<String> = self.lines().iter().map(|line| escaped(line)).collect();
        json!({ "text": format!("*{}*\n{}", escaped(&self.headline).replace('*', "∗"), lines.join("\n")) })
    }

    /// What a workflow webhook of Teams takes: an adaptive card.
    pub(crate) fn teams(&self) -> Value {
        let colour = if self.good { "good" } else { "attention" };
        let mut body = vec![json!({
            "type": "TextBlock", "text": plain(&self.headline), "weight": "bolder", "size": "medium", "wrap": true, "color": colour,
        })];
        body.extend(
            self.lines()
                .iter()
                .map(|line| json!({ "type": "TextBlock", "text": plain(line), "wrap": true, "spacing": "small" })),
        );
        json!({
            "type": "message",
            "attachments": [{
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": body,
                },
            }],
        })
    }

    /// What other programs take.
    pub(crate) fn json(&self) -> Value {
        json!({
            "version": 1,
            "event": match self.kind {
                StoryKind::Slot if self.good => "slot_succeeded",
                StoryKind::Slot => "slot_failed",
                StoryKind::Pause => "schedule_paused",
                StoryKind::Test => "test",
            },
            "headline": self.headline,
            "schedule": { "id": self.schedule_id, "name": self.schedule },
            "planned": self.planned,
            "covers": self.covers,
            "runs": self.runs,
            "succeeded": self.succeeded,
            "partial": self.partial,
            "problems": self.problems,
            "more_problems": self.more_problems,
            "next_step": self.next_step,
        })
    }
}

/// Text without the signs that a card's Markdown would read.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '[' | ']' | '`' | '\\' | '#') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story() -> Story {
        Story {
            kind: StoryKind::Slot,
            schedule: "Reach <a&b>".to_owned(),
            schedule_id: "s".to_owned(),
            good: false,
            headline: "Reach <a&b>: 1 of 3 runs\r\nfailed".to_owned(),
            planned: Some("Fri 6 Mar 2026 02:30 EST".to_owned()),
            covers: Some("Thu 26 Feb to Tue 3 Mar 2026".to_owned()),
            runs: 3,
            succeeded: 2,
            partial: 1,
            problems: vec![Trouble { instance: "Kestrel_US".to_owned(), message: "Amazon ran *out*.".to_owned() }],
            more_problems: 4,
            next_step: Some("Run it again.".to_owned()),
        }
    }

    #[test]
    fn a_mail_says_what_happened_in_its_subject_and_the_rest_below() {
        let story = story();
        assert_eq!(story.subject(), "Reach <a&b>: 1 of 3 runs  failed");
        let text = story.text();
        for part in [
            "Planned for Fri 6 Mar 2026 02:30 EST",
            "Covers Thu 26 Feb",
            "2 of 3 runs succeeded, 1 of them with data missing at Amazon",
            "Kestrel_US: Amazon ran *out*.",
            "and 4 more",
            "Run it again.",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn nothing_of_a_name_is_markup_to_slack_or_teams() {
        let slack = story().slack()["text"].as_str().unwrap().to_owned();
        assert!(slack.starts_with("*Reach &lt;a&amp;b&gt;: 1 of 3"), "{slack}");
        let teams = story().teams();
        let card = &teams["attachments"][0]["content"];
        assert_eq!((&card["type"], &card["body"][0]["color"]), (&json!("AdaptiveCard"), &json!("attention")));
        assert_eq!(card["body"][4]["text"], "Kestrel\\_US: Amazon ran \\*out\\*.");
    }

    #[test]
    fn a_story_is_read_back_as_it_was_kept_and_json_names_the_event() {
        let kept = serde_json::to_string(&story()).unwrap();
        assert_eq!(serde_json::from_str::<Story>(&kept).unwrap(), story());
        assert_eq!(story().json()["event"], "slot_failed");
        assert_eq!(Story::test().json()["event"], "test");
    }
}
