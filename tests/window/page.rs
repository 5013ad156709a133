//! One start of the application, seen through WebDriver.

use std::path::PathBuf;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

use crate::support::{Desk, Driver};

/// Where the tests' program lies.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_recomamp");

const PATIENCE: Duration = Duration::from_secs(60);

/// The main window.
pub(crate) struct Window<'a> {
    desk: &'a Desk,
    pub(crate) page: Client,
    // Ended after the session.
    _driver: Driver,
}

impl<'a> Window<'a> {
    /// Starts the application on the desktop and waits for its page.
    pub(crate) async fn open(desk: &'a Desk) -> Self {
        let driver = Driver::start(desk);
        let capabilities =
            serde_json::Map::from_iter([("tauri:options".to_owned(), json!({ "application": PROGRAM }))]);
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let page = ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .unwrap_or_else(|e| panic!("the window did not come up: {e}"));
        Self { desk, page, _driver: driver }
    }

    /// The first element on this path, once it is there.
    pub(crate) async fn see(&self, xpath: &str) -> Element {
        match self.page.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await {
            Ok(element) => element,
            Err(error) => {
                self.picture("failed");
                panic!("{xpath} is not there: {error}")
            }
        }
    }

    /// Clicks the enabled button, link or menu entry that holds these words.
    pub(crate) async fn click(&self, words: &str) {
        let kinds = "self::button or self::a or @role='menuitem'";
        let named = format!("contains(normalize-space(.), \"{words}\") or @aria-label=\"{words}\"");
        let path = format!("//*[{kinds}][{named}][not(@disabled)]");
        // The page may draw it anew between the look and the click; then it is another element.
        while let Err(error) = self.see(&path).await.click().await {
            assert!(error.is_stale_element_reference(), "{words}: {error}");
        }
    }

    /// Waits for these words.
    pub(crate) async fn words(&self, words: &str) -> Element {
        self.see(&format!("//*[contains(normalize-space(text()), \"{words}\")]")).await
    }

    /// Puts text in place of all that stands in the editor.
    pub(crate) async fn write(&self, text: &str) {
        let editor = self.see("//*[contains(@class, 'cm-content')]").await;
        editor.click().await.unwrap();
        editor.send_keys(&format!("{}a{}", Key::Control, Key::Null)).await.unwrap();
        // Escape after the text closes the list of proposals.
        editor.send_keys(&format!("{}{text}{}", Key::Delete, Key::Escape)).await.unwrap();
    }

    /// The place to write in: a newcomer is led there, everybody else opens a tab.
    pub(crate) async fn new_query(&self) {
        self.see("//*[contains(@class, 'cm-content')] | //button[contains(., 'New query')]").await;
        if let Ok(button) = self.page.find(Locator::XPath("//button[contains(., 'New query')]")).await {
            button.click().await.unwrap();
        }
    }

    /// Makes the instance of this name a chosen one. The list is drawn anew when instances change, so each look is a new one.
    pub(crate) async fn choose_instance(&self, name: &str) {
        let path = format!("//*[@role='option'][contains(., '{name}')]");
        let choose = "const option = document.evaluate(arguments[0], document, null, 9, null).singleNodeValue; \
                      if (option && option.ariaSelected !== 'true') option.click()";
        self.see(&path).await;
        self.page.execute(choose, vec![json!(path)]).await.unwrap();
        self.see(&format!("{path}[@aria-selected='true']")).await;
    }

    /// Runs a function body in the page.
    pub(crate) async fn script(&self, body: &str) -> Value {
        self.page.execute(body, vec![]).await.unwrap_or_else(|e| panic!("{body}: {e}"))
    }

    /// Asks the Rust side as the page does; the error as it crosses the border.
    pub(crate) async fn command(&self, name: &str, arguments: Value) -> Result<Value, Value> {
        let ask = "const [name, given, done] = arguments; \
                   window.__TAURI_INTERNALS__.invoke(name, given).then(ok => done({ ok }), error => done({ error }))";
        let answer = self.page.execute_async(ask, vec![json!(name), arguments]).await.unwrap();
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["ok"].clone()),
        }
    }

    /// The route that the page shows.
    pub(crate) async fn route(&self) -> String {
        self.page.current_url().await.unwrap().path().to_owned()
    }

    /// Nothing broke the page's own policy.
    pub(crate) async fn no_violations(&self) {
        assert_eq!(self.script("return JSON.stringify(window.__cspViolations ?? null)").await, json!("[]"));
    }

    /// Of the display: the web view's driver takes none without a GPU, and never says so.
    pub(crate) fn picture(&self, step: &str) {
        picture(self.desk, step);
    }

    /// Ends the session, and the application with it.
    pub(crate) async fn close(self) {
        self.page.close().await.unwrap();
    }
}

/// Keeps a picture of the desktop, if `RECOMAMP_SCREENSHOTS` names a folder.
pub(crate) fn picture(desk: &Desk, step: &str) {
    if let Some(folder) = std::env::var_os("RECOMAMP_SCREENSHOTS").map(PathBuf::from) {
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("window-{step}.png"));
        assert!(desk.command("import").args(["-window", "root"]).arg(file).status().unwrap().success());
    }
}
