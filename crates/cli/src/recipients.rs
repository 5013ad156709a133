//! `recipients`: whom schedules tell besides the desktop.

use std::process::ExitCode;

use secrecy::SecretString;
use serde_json::json;
use workbench::Workbench;
use workbench::message::{MailSecurity, MailServer, MailServerInput, Recipient, RecipientInput, RecipientKind};

use crate::args::{Global, MailServerOptions, RecipientAdd, RecipientsCommand};
use crate::failure::Failure;
use crate::output;
use crate::session::{self, with_workbench};

/// Carries out one of the commands; without one, lists.
pub(crate) async fn recipients(global: &Global, command: Option<RecipientsCommand>) -> Result<ExitCode, Failure> {
    match command {
        None | Some(RecipientsCommand::List) => list(global).await,
        Some(RecipientsCommand::Add(add)) => self::add(global, add).await,
        Some(RecipientsCommand::Test { recipient }) => test(global, &recipient).await,
        Some(RecipientsCommand::Delete { recipient }) => delete(global, &recipient).await,
        Some(RecipientsCommand::MailServer(options)) => mail_server(global, options).await,
    }
}

/// The recipient with this id or name.
pub(crate) async fn find(workbench: &Workbench, wanted: &str) -> Result<Recipient, Failure> {
    let all = workbench.messages().recipients().await?;
    let named: Vec<&Recipient> = all.iter().filter(|one| one.name == wanted || one.id == wanted).collect();
    match named[..] {
        [one] => Ok(one.clone()),
        [] => Err(Failure::new("cli.no_recipient", format!("There is no recipient {wanted}."))
            .next("`recomamp-cli recipients list` lists them.")),
        _ => Err(Failure::misuse(format!("Several recipients are named {wanted}: use an id."))),
    }
}

fn kind_word(kind: RecipientKind) -> &'static str {
    match kind {
        RecipientKind::Email => "email",
        RecipientKind::Slack => "slack",
        RecipientKind::Teams => "teams",
        RecipientKind::Json => "json",
    }
}

async fn list(global: &Global) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| show(global, &workbench).await).await
}

async fn show(global: &Global, workbench: &Workbench) -> Result<ExitCode, Failure> {
    let all = workbench.messages().recipients().await?;
    if global.json {
        output::line(&json!(all).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    output::table(
        &["recipient", "kind", "address", "schedules", "last message", "id"],
        &[false, false, false, true, false, false],
        all.iter().map(|one| {
            let last = match (&one.problem, one.last_sent_at) {
                (Some(problem), _) => problem.message.clone(),
                (None, Some(_)) => "sent".to_owned(),
                (None, None) => String::new(),
            };
            let kind = kind_word(one.kind).to_owned();
            vec![one.name.clone(), kind, one.address.clone(), one.schedules.to_string(), last, one.id.clone()]
        }),
    );
    Ok(ExitCode::SUCCESS)
}

async fn add(global: &Global, add: RecipientAdd) -> Result<ExitCode, Failure> {
    let kind = match add.kind.as_str() {
        "email" => RecipientKind::Email,
        "slack" => RecipientKind::Slack,
        "teams" => RecipientKind::Teams,
        _ => RecipientKind::Json,
    };
    let address = match add.address {
        Some(address) if kind == RecipientKind::Email => address,
        Some(_) => return Err(Failure::misuse("The address of a webhook is a secret: pass it on standard input.")),
        None if kind == RecipientKind::Email => return Err(Failure::misuse("An e-mail needs --address.")),
        None => session::secret("The address of the webhook")?,
    };
    let signing_secret = match add.signed {
        true => Some(SecretString::from(session::secret("The signing secret")?)),
        false => None,
    };
    let input = RecipientInput { kind, name: add.name, address: SecretString::from(address), signing_secret };
    with_workbench(global, async |workbench| {
        workbench.messages().add_recipient(input.clone()).await?;
        show(global, &workbench).await
    })
    .await
}

async fn test(global: &Global, wanted: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let one = find(&workbench, wanted).await?;
        workbench.messages().test_recipient(&one.id).await?;
        if global.json {
            output::line(&json!({ "id": one.id, "sent": true }).to_string());
        } else {
            output::line(&format!("A test was sent to {}.", one.name));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn delete(global: &Global, wanted: &str) -> Result<ExitCode, Failure> {
    with_workbench(global, async |workbench| {
        let one = find(&workbench, wanted).await?;
        workbench.messages().delete_recipient(&one.id).await?;
        show(global, &workbench).await
    })
    .await
}

async fn mail_server(global: &Global, options: MailServerOptions) -> Result<ExitCode, Failure> {
    let password = match options.user.is_empty() {
        true => None,
        false => Some(SecretString::from(session::secret("The password of the mail server")?)),
    };
    let server = MailServer {
        host: options.host,
        port: options.port,
        security: match options.security.as_str() {
            "tls" => MailSecurity::Tls,
            "start_tls" => MailSecurity::StartTls,
            _ => MailSecurity::None,
        },
        user: options.user,
        from: options.from,
    };
    let input = MailServerInput { server: server.clone(), password };
    with_workbench(global, async |workbench| {
        workbench.messages().set_mail_server(input.clone()).await?;
        if global.json {
            output::line(&json!(server).to_string());
        } else {
            output::line(&format!("Mail goes by {}.", server.host));
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}
