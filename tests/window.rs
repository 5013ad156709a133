//! The main job in the real window: first run, sandbox, a query with a mistake, the mistake mended, a run, its rows, an
//! export, and after a restart everything is still there. Driven through tauri-driver on a desktop of the test's own.
//!
//! `RECOMAMP_SCREENSHOTS=DIR` keeps a picture of each step.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use support::{Desk, Driver};

const PATIENCE: Duration = Duration::from_secs(60);
const QUERY: &str = "SELECT campaign, SUM(impressions) AS impressions, COUNT(DISTINCT user_id) AS reach \
                     FROM dsp_impressions GROUP BY campaign";
const MISTAKE: &str = "SELECT campaign, SUM(impresions) AS impressions FROM dsp_impressions GROUP BY campaign";

/// One start of the application.
struct Window<'a> {
    desk: &'a Desk,
    page: Client,
    // Ended after the session.
    _driver: Driver,
}

impl<'a> Window<'a> {
    async fn open(desk: &'a Desk) -> Self {
        let driver = Driver::start(desk);
        let options = serde_json::json!({ "application": env!("CARGO_BIN_EXE_recomamp") });
        let capabilities = serde_json::Map::from_iter([("tauri:options".to_owned(), options)]);
        let page = ClientBuilder::new(fantoccini_connector())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .unwrap_or_else(|e| panic!("the window did not come up: {e}"));
        Self { desk, page, _driver: driver }
    }

    async fn see(&self, xpath: &str) -> fantoccini::elements::Element {
        match self.page.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await {
            Ok(element) => element,
            Err(error) => {
                self.picture("failed");
                panic!("{xpath} is not there: {error}")
            }
        }
    }

    async fn button(&self, words: &str) {
        self.see(&format!("//button[contains(normalize-space(.), \"{words}\") and not(@disabled)]"))
            .await
            .click()
            .await
            .unwrap();
    }

    async fn words(&self, words: &str) {
        self.see(&format!("//*[contains(normalize-space(text()), \"{words}\")]")).await;
    }

    /// Puts text in place of all that stands in the editor.
    async fn write(&self, text: &str) {
        let editor = self.see("//*[contains(@class, 'cm-content')]").await;
        editor.click().await.unwrap();
        editor.send_keys(&format!("{}a{}", Key::Control, Key::Null)).await.unwrap();
        // Escape after the text closes the list of proposals.
        editor.send_keys(&format!("{}{text}{}", Key::Delete, Key::Escape)).await.unwrap();
    }

    /// The place to write in: a newcomer is led there, everybody else opens a tab.
    async fn new_query(&self) {
        self.see("//*[contains(@class, 'cm-content')] | //button[contains(., 'New query')]").await;
        if let Ok(button) = self.page.find(Locator::XPath("//button[contains(., 'New query')]")).await {
            button.click().await.unwrap();
        }
    }

    /// Makes the instance of this name the only chosen one.
    async fn choose_instance(&self, name: &str) {
        let option = self.see(&format!("//*[@role='option'][contains(., '{name}')]")).await;
        if option.attr("aria-selected").await.unwrap().as_deref() != Some("true") {
            option.click().await.unwrap();
        }
    }

    async fn no_violations(&self) {
        let found = self.page.execute("return JSON.stringify(window.__cspViolations ?? null)", vec![]).await.unwrap();
        assert_eq!(found.as_str(), Some("[]"), "the page broke its own policy");
    }

    /// Of the display: the web view's driver takes none without a GPU, and never says so.
    fn picture(&self, step: &str) {
        if let Some(folder) = std::env::var_os("RECOMAMP_SCREENSHOTS").map(PathBuf::from) {
            std::fs::create_dir_all(&folder).unwrap();
            let file = folder.join(format!("window-{step}.png"));
            assert!(self.desk.command("import").args(["-window", "root"]).arg(file).status().unwrap().success());
        }
    }

    async fn close(self) {
        self.page.close().await.unwrap();
    }
}

fn fantoccini_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_from_the_first_start_to_a_kept_result() {
    // A driver that stopped answering would otherwise hold the whole run.
    tokio::time::timeout(Duration::from_secs(240), main_job()).await.expect("the window stopped answering");
}

async fn main_job() {
    let desk = Desk::start();
    let window = Window::open(&desk).await;

    window.words("How do you want to begin?").await;
    window.picture("1-first-run");
    window.button("Explore the sandbox").await;

    window.new_query().await;
    window.write(MISTAKE).await;
    window.words("impresions").await;
    window.picture("2-mistake");

    window.write(QUERY).await;
    window.choose_instance("Kestrel Outdoor US").await;
    window.button("Run on").await;
    window.picture("3-running");
    window.see("//*[@role='gridcell']").await;
    window.picture("4-result");
    assert_eq!(desk.notices(), Vec::<String>::new(), "who looks at the window needs no notification");

    window.no_violations().await;
    window.close().await;

    let window = Window::open(&desk).await;
    window
        .see("//a[contains(., 'Query')] | //button[contains(., 'Query')] | //*[@aria-label='Query']")
        .await
        .click()
        .await
        .unwrap();
    window.see("//*[contains(@class, 'cm-content')][contains(., 'COUNT')]").await;
    window.see("//*[@role='gridcell']").await;
    window.picture("5-after-restart");
    window.close().await;
}
