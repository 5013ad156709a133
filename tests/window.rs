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
const QUERY: &str = "SELECT campaign, SUM(impressions) AS impressions, COUNT(DISTINCT user_id) AS reach\n\
                     FROM dsp_impressions GROUP BY campaign";
const MISTAKE: &str = "SELECT campaign, SUM(impresions) AS impressions FROM dsp_impressions GROUP BY campaign";

/// One start of the application.
struct Window {
    page: Client,
    // Ended after the session.
    _driver: Driver,
}

impl Window {
    async fn open(desk: &Desk) -> Self {
        let driver = Driver::start(desk);
        let options = serde_json::json!({ "application": env!("CARGO_BIN_EXE_recomamp") });
        let capabilities = serde_json::Map::from_iter([("tauri:options".to_owned(), options)]);
        let page = ClientBuilder::new(fantoccini_connector())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .unwrap_or_else(|e| panic!("the window did not come up: {e}"));
        Self { page, _driver: driver }
    }

    async fn see(&self, xpath: &str) -> fantoccini::elements::Element {
        match self.page.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await {
            Ok(element) => element,
            Err(error) => {
                self.picture("failed").await;
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

    async fn no_violations(&self) {
        let found = self.page.execute("return JSON.stringify(window.__cspViolations ?? null)", vec![]).await.unwrap();
        assert_eq!(found.as_str(), Some("[]"), "the page broke its own policy");
    }

    async fn picture(&self, step: &str) {
        if let Some(folder) = std::env::var_os("RECOMAMP_SCREENSHOTS").map(PathBuf::from) {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("window-{step}.png")), self.page.screenshot().await.unwrap()).unwrap();
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
    let desk = Desk::start();
    let window = Window::open(&desk).await;

    window.words("How do you want to begin?").await;
    window.picture("1-first-run").await;
    window.button("Explore the sandbox").await;

    window.see("//*[contains(@class, 'cm-content')]").await;
    window.write(MISTAKE).await;
    window.words("impresions").await;
    window.see("//*[contains(normalize-space(.), 'impressions') and contains(@class, 'problem')]").await;
    window.picture("2-mistake").await;

    window.write(QUERY).await;
    window.button("Run on").await;
    window.picture("3-running").await;
    window.see("//*[@role='grid']//*[@role='gridcell']").await;
    window.picture("4-result").await;

    window.no_violations().await;
    window.close().await;

    let window = Window::open(&desk).await;
    window.see("//*[contains(@class, 'cm-content')][contains(., 'COUNT')]").await;
    window.picture("5-after-restart").await;
    window.close().await;

    assert!(desk.data_dir().join("recomamp.db").exists());
}
