//! What the page cannot do, tried in the real web view: run code of others, reach the network, leave, or call what it was
//! not given.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::page::Window;
use crate::support::{Desk, when};
use crate::within_minutes;

/// A server that nothing may reach, and how often it was reached.
struct Sink {
    address: String,
    hits: Arc<AtomicUsize>,
}

impl Sink {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let hits = Arc::new(AtomicUsize::new(0));
        let count = hits.clone();
        std::thread::spawn(move || {
            // A web view may open a connection before it asks whether a page may load; what counts is that it says
            // nothing there.
            for mut connection in listener.incoming().flatten() {
                let count = count.clone();
                std::thread::spawn(move || {
                    if connection.read(&mut [0; 1]).is_ok_and(|read| read > 0) {
                        count.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { address, hits }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

/// Each puts itself into the page and is stopped by the directive beside it.
const INTRUSIONS: [(&str, &str); 14] = [
    ("add('script', { textContent: 'window.ran = 1' })", "script-src-elem"),
    ("add('script', { src: sink + '/a.js' })", "script-src-elem"),
    ("document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click()", "script-src-attr"),
    ("try { eval('window.ran = 1') } catch {}", "script-src"),
    ("try { new Function('window.ran = 1')() } catch {}", "script-src"),
    ("add('style', { textContent: `body { background: url(${sink}/a.png) }` })", "style-src-elem"),
    ("add('link', { rel: 'stylesheet', href: sink + '/a.css' })", "style-src-elem"),
    ("add('img', { src: sink + '/a.png' })", "img-src"),
    ("add('video', { src: sink + '/a.mp4' })", "media-src"),
    ("add('iframe', { src: sink + '/a.html' })", "frame-src"),
    ("add('object', { data: sink + '/a.swf' })", "object-src"),
    ("fetch(sink + '/a').catch(() => {})", "connect-src"),
    ("navigator.sendBeacon(sink + '/a', 'x')", "connect-src"),
    ("try { new WebSocket(sink.replace('http', 'ws')) } catch {}", "connect-src"),
];

/// Each tries to bring another page into the window.
const DEPARTURES: [&str; 9] = [
    "location.href = sink + '/a'",
    "location.replace('file:///etc/passwd')",
    "add('a', { href: sink + '/a', textContent: 'x' }).click()",
    "add('a', { href: sink + '/a', target: '_blank', textContent: 'x' }).click()",
    "add('a', { href: sink + '/a', download: 'a.txt', textContent: 'x' }).click()",
    "add('a', { href: 'javascript:window.ran=1', textContent: 'x' }).click()",
    "window.open(sink + '/a')",
    "add('form', { action: sink + '/a', method: 'post' }).submit()",
    "add('meta', { httpEquiv: 'refresh', content: '0;url=' + sink + '/a' })",
];

/// What other programs of this kind give their pages, and this one does not.
const FOREIGN_COMMANDS: [&str; 14] = [
    "plugin:event|emit",
    "plugin:window|close",
    "plugin:window|create",
    "plugin:webview|create_webview_window",
    "plugin:opener|open_url",
    "plugin:opener|open_path",
    "plugin:dialog|save",
    "plugin:dialog|message",
    "plugin:fs|read_text_file",
    "plugin:fs|write_text_file",
    "plugin:notification|notify",
    "plugin:path|resolve_directory",
    "plugin:shell|execute",
    "plugin:window-state|save_window_state",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_runs_no_foreign_code_reaches_nothing_and_stays_where_it_is() {
    within_minutes(held()).await;
}

async fn held() {
    let desk = Desk::start();
    let sink = Sink::open();
    let window = Window::open(&desk).await;
    window.words("How do you want to begin?").await;
    let given = format!(
        "const sink = '{}'; \
         const add = (name, given) => document.body.appendChild(Object.assign(document.createElement(name), given));",
        sink.address
    );
    let home = window.page.current_url().await.unwrap();

    for (attempt, directive) in INTRUSIONS {
        window.script("window.__cspViolations.length = 0").await;
        window.script(&format!("{given} {attempt}")).await;
        let seen = "return window.__cspViolations.map(v => v.directive)";
        let mut found = window.script(seen).await;
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while !found.as_array().unwrap().contains(&json!(directive)) {
            assert!(std::time::Instant::now() < deadline, "{attempt}: {directive} did not stop it, but {found}");
            found = window.script(seen).await;
        }
    }
    for attempt in DEPARTURES {
        window.script(&format!("{given} {attempt}")).await;
        // A whole question and answer later a page that was let in would have begun to load.
        window.command("get_settings", json!({})).await.unwrap();
        assert_eq!(window.page.current_url().await.unwrap(), home, "{attempt}");
        assert_eq!(window.page.windows().await.unwrap().len(), 1, "{attempt}");
    }
    assert_eq!(window.script("return window.ran ?? null").await, json!(null));
    assert_eq!(window.script("return Object.isFrozen(Object.prototype)").await, json!(true));
    assert_eq!(sink.hits(), 0);
    let mut control = std::net::TcpStream::connect(sink.address.trim_start_matches("http://")).unwrap();
    control.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    when("the sink's own count", || sink.hits() == 1);

    for name in FOREIGN_COMMANDS {
        let error = window.command(name, json!({})).await.unwrap_err();
        assert!(
            error.to_string().contains("not allowed") || error.to_string().contains("not found"),
            "{name}: {error}"
        );
    }

    let oversize = "const done = arguments[0]; window.__TAURI_INTERNALS__\
                    .invoke('check_sql', { sql: 'x'.repeat(2 << 20), instanceIds: [] }).then(() => done(null), done)";
    let error = window.page.execute_async(oversize, vec![]).await.unwrap();
    assert_eq!(error["code"], "ipc.too_large", "{error}");
    assert!(error["next_step"].is_string());
    let alive = window
        .command("check_sql", json!({ "sql": "SELECT campaign FROM dsp_impressions", "instanceIds": [] }))
        .await
        .unwrap();
    assert!(alive["diagnostics"].is_array(), "{alive}");
    window.words("How do you want to begin?").await;
    window.close().await;
}
