//! What recipients are told, by a real HTTP and a real SMTP server on this computer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use secrecy::SecretString;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use workbench::message::{MailSecurity, MailServer, MailServerInput, RecipientInput, RecipientKind};
use workbench::schedule::NotifyWord;

use super::world::World;

#[derive(Clone, Default)]
struct Hooks {
    got: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
    /// Answers that are given before a 200.
    refusals: Arc<Mutex<Vec<StatusCode>>>,
}

/// A webhook on this computer: its address, and what it got.
async fn webhook() -> (String, Hooks) {
    let hooks = Hooks::default();
    let take = async |State(hooks): State<Hooks>, headers: HeaderMap, body: String| {
        if let Some(status) = hooks.refusals.lock().unwrap().pop() {
            return status;
        }
        hooks.got.lock().unwrap().push((headers, serde_json::from_str(&body).unwrap()));
        StatusCode::OK
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/secret-path", listener.local_addr().unwrap());
    let app = Router::new().route("/secret-path", post(take)).with_state(hooks.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, hooks)
}

/// A mail server on this computer: its port, and the mails it got, each with its commands.
async fn mail_server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let mails = Arc::new(Mutex::new(Vec::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let kept = mails.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let kept = kept.clone();
            tokio::spawn(async move {
                let (read, mut write) = socket.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 here\r\n").await.unwrap();
                let (mut all, mut in_data) = (String::new(), false);
                while let Ok(Some(line)) = lines.next_line().await {
                    all.push_str(&line);
                    all.push('\n');
                    let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                        "." if in_data => {
                            in_data = false;
                            kept.lock().unwrap().push(std::mem::take(&mut all));
                            b"250 kept\r\n"
                        }
                        _ if in_data => continue,
                        "EHLO" => b"250-here\r\n250 AUTH PLAIN LOGIN\r\n",
                        "AUTH" => b"235 welcome\r\n",
                        "RCPT" if line.contains("nobody@") => b"550 unknown\r\n",
                        "DATA" => {
                            in_data = true;
                            b"354 go on\r\n"
                        }
                        "QUIT" => b"221 bye\r\n",
                        _ => b"250 fine\r\n",
                    };
                    write.write_all(answer).await.unwrap();
                }
            });
        }
    });
    (port, mails)
}

fn recipient(kind: RecipientKind, address: &str, secret: Option<&str>) -> RecipientInput {
    RecipientInput {
        kind,
        name: format!("The {kind:?} team"),
        address: SecretString::from(address),
        signing_secret: secret.map(SecretString::from),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_recipient_is_told_once_of_a_slot_that_failed_in_its_own_form() {
    let world = World::start().await;
    let messages = world.workbench.messages();
    messages.step().await.unwrap();
    let (url, hooks) = webhook().await;
    let (port, mails) = mail_server().await;
    let server = MailServer {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        user: "ada".to_owned(),
        from: "recomamp@example.org".to_owned(),
    };
    messages
        .set_mail_server(MailServerInput { server, password: Some(SecretString::from("open sesame")) })
        .await
        .unwrap();
    let mut ids = Vec::new();
    for input in [
        recipient(RecipientKind::Json, &url, Some("key")),
        recipient(RecipientKind::Slack, &url, None),
        recipient(RecipientKind::Teams, &url, None),
        recipient(RecipientKind::Email, "ada@example.org", None),
    ] {
        ids.push(messages.add_recipient(input).await.unwrap());
    }
    let id = world
        .add(|spec| {
            spec.sql.push_str("\n-- sandbox:failed no such luck");
            spec.retries = 0;
            spec.recipient_ids.clone_from(&ids);
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    for _ in 0..3 {
        messages.step().await.unwrap();
    }
    let got = hooks.got.lock().unwrap().clone();
    assert_eq!(got.len(), 3, "{got:#?}");
    let of = |test: &dyn Fn(&Value) -> bool| got.iter().find(|(_, body)| test(body)).unwrap();
    let (headers, json) = of(&|body| body["event"] == "slot_failed");
    assert_eq!((&json["runs"], &json["succeeded"]), (&1.into(), &0.into()));
    assert_eq!(json["headline"], "Impressions: its run failed");
    assert!(json["problems"][0]["message"].as_str().unwrap().contains("failed"), "{json}");
    assert!(headers["recomamp-signature"].to_str().unwrap().starts_with("t="));
    let (headers, slack) = of(&|body| body["text"].is_string());
    assert!(slack["text"].as_str().unwrap().starts_with("*Impressions: its run failed*"));
    assert!(!headers.contains_key("recomamp-signature"));
    of(&|body| body["attachments"][0]["content"]["type"] == "AdaptiveCard");

    let mails = mails.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    for part in ["AUTH PLAIN", "RCPT TO:<ada@example.org>", "Subject: Impressions: its run failed", "Planned for"] {
        assert!(mails[0].contains(part), "{part}: {}", mails[0]);
    }
    let all = messages.recipients().await.unwrap();
    assert!(
        all.iter().all(|one| one.problem.is_none() && one.last_sent_at.is_some() && one.schedules == 1),
        "{all:#?}"
    );
    assert!(all.iter().all(|one| !one.address.contains("secret-path")), "the address of a webhook is a secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_tried_again_while_the_other_side_is_away_and_survives_a_restart() {
    let world = World::start().await;
    let messages = world.workbench.messages();
    messages.step().await.unwrap();
    let (url, hooks) = webhook().await;
    hooks.refusals.lock().unwrap().extend([StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS]);
    let team = messages.add_recipient(recipient(RecipientKind::Json, &url, None)).await.unwrap();
    let id = world
        .add(|spec| {
            spec.notify = NotifyWord::All;
            spec.recipient_ids = vec![team];
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    messages.step().await.unwrap();
    let problem = messages.recipients().await.unwrap()[0].problem.clone().unwrap();
    assert_eq!((&*problem.code, problem.message.as_str()), ("message.busy", "The webhook answered 429."));
    messages.step().await.unwrap();
    assert_eq!(hooks.refusals.lock().unwrap().len(), 1, "not before a minute has passed");
    for _ in 0..2 {
        world.clock.suspend(Duration::from_secs(600));
        messages.step().await.unwrap();
    }
    let got = hooks.got.lock().unwrap().clone();
    assert_eq!((got.len(), &got[0].1["event"]), (1, &"slot_succeeded".into()));
    let one = &messages.recipients().await.unwrap()[0];
    assert_eq!((one.waiting, &one.problem), (0, &None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_told_whatever_the_schedule_tells_of_its_slots() {
    let world = World::start().await;
    let messages = world.workbench.messages();
    messages.step().await.unwrap();
    let (url, hooks) = webhook().await;
    let team = messages.add_recipient(recipient(RecipientKind::Json, &url, None)).await.unwrap();
    let id = world
        .add(|spec| {
            spec.sql.push_str("\n-- sandbox:failed no such luck");
            spec.retries = 0;
            spec.pause_after = 1;
            spec.notify = NotifyWord::None;
            spec.recipient_ids = vec![team.clone()];
        })
        .await;
    world.sleep_until_due(&id, 5).await;
    world.all_ended(&id).await;
    messages.step().await.unwrap();
    let got = hooks.got.lock().unwrap().clone();
    assert_eq!((got.len(), &got[0].1["event"]), (1, &"schedule_paused".into()));
    assert_eq!(got[0].1["headline"], "Impressions is paused");

    // A deleted recipient is told nothing more, and its address is gone.
    messages.delete_recipient(&team).await.unwrap();
    assert_eq!(messages.recipients().await.unwrap(), []);
    assert_eq!(messages.test_recipient(&team).await.unwrap_err().code, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_says_at_once_whether_a_recipient_is_reached() {
    let world = World::start().await;
    let messages = world.workbench.messages();
    let (url, hooks) = webhook().await;
    let team = messages.add_recipient(recipient(RecipientKind::Slack, &url, None)).await.unwrap();
    messages.test_recipient(&team).await.unwrap();
    assert_eq!(hooks.got.lock().unwrap().len(), 1);
    hooks.refusals.lock().unwrap().push(StatusCode::NOT_FOUND);
    let refused = messages.test_recipient(&team).await.unwrap_err();
    assert_eq!((&*refused.code, refused.next_step.is_some()), ("message.refused", true));
    assert!(!refused.message.contains("secret-path"));

    let mail = messages.add_recipient(recipient(RecipientKind::Email, "nobody@example.org", None)).await.unwrap();
    assert_eq!(messages.test_recipient(&mail).await.unwrap_err().code, "message.no_server");
    let (port, _) = mail_server().await;
    let server = MailServer {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        user: String::new(),
        from: "recomamp@example.org".to_owned(),
    };
    messages.set_mail_server(MailServerInput { server: server.clone(), password: None }).await.unwrap();
    let other = MailServer { user: "ada".to_owned(), ..server.clone() };
    let error = messages.set_mail_server(MailServerInput { server: other, password: None }).await.unwrap_err();
    assert_eq!(error.code, "invalid", "no password is shown to a server that it is not of");
    assert_eq!(messages.mail_server().await.unwrap(), Some(server));
    assert_eq!(messages.test_recipient(&mail).await.unwrap_err().code, "message.refused");

    for (kind, address) in [
        (RecipientKind::Slack, "http://hooks.slack.com/x"),
        (RecipientKind::Json, "https://10.0.0.1/x"),
        (RecipientKind::Email, "ada"),
    ] {
        let error = messages.add_recipient(recipient(kind, address, None)).await.unwrap_err();
        assert_eq!(error.code, "message.address", "{address}");
    }
    assert_eq!(messages.recipients().await.unwrap().len(), 2);
}
