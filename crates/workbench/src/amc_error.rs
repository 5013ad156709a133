//! What the AMC API's and the sign-in's failures mean for a person.

use amc_client::{AmcError, BuildError, SignInError, TransportKind};

use crate::Error;

fn network(kind: TransportKind) -> Error {
    let next = match kind {
        TransportKind::Dns | TransportKind::Connect => "Check the network connection and try again.",
        TransportKind::Tls => "Check the computer's date and whether a proxy intercepts connections.",
        _ => "Try again in a moment.",
    };
    Error::new("amc.network", format!("Amazon could not be reached: {kind}.")).next(next)
}

/// The person has to sign in again; `why`, where that is known.
pub(crate) fn sign_in_required(why: Option<String>) -> Error {
    let why = why.unwrap_or_else(|| "Amazon no longer accepts this sign-in.".to_owned());
    Error::new("auth.sign_in_required", why).next("Sign in again in Settings.")
}

fn refused(words: String) -> Error {
    Error::new("amc.refused", "Amazon refuses the request.")
        .next("Read Amazon's words, change the request and try again.")
        .raw(words)
}

impl Error {
    /// The same error, its place in `sql` counted as an editor counts: Amazon's compiler counts columns in other units.
    #[must_use]
    pub(crate) fn placed_in(mut self, sql: &str) -> Self {
        if self.code != "amc.compile" {
            return self;
        }
        let details = &mut self.details;
        for (line, column) in [(&details.line, &mut details.column), (&details.end_line, &mut details.end_column)] {
            if let (Some(line), Some(column)) = (line, column) {
                let (_, counted) = amc_sql::service_position(sql, *line as usize, *column as usize);
                *column = u32::try_from(counted).unwrap_or(u32::MAX);
            }
        }
        self
    }
}

impl From<AmcError> for Error {
    fn from(error: AmcError) -> Self {
        let request_id = error.request_id().map(ToOwned::to_owned);
        let mapped = match error {
            AmcError::SignInLost { .. } => sign_in_required(None),
            AmcError::TokenUnavailable { reason } => {
                Self::new("auth.unavailable", "There is no valid sign-in at the moment.")
                    .next("Try again in a moment.")
                    .raw(reason)
            }
            AmcError::Forbidden { message, .. } => Self::new(
                "amc.forbidden",
                "Amazon refuses access to this account or instance.",
            )
            .next("Check that the signed-in user may use the instance and that the client is approved for the Ads API.")
            .raw(message),
            AmcError::TermsNotAccepted { .. } => Self::new("amc.terms", "The AMC terms have not been accepted yet.")
                .next("Accept them in the AMC console, then try again."),
            AmcError::Compile { message, position, .. } => {
                let mut mapped = Self::new("amc.compile", "Amazon cannot compile the query.").raw(message);
                if let Some(place) = position {
                    mapped.details.line = Some(place.line);
                    mapped.details.column = Some(place.column);
                    mapped.details.end_line = Some(place.end_line);
                    mapped.details.end_column = Some(place.end_column);
                }
                mapped.next("Correct the marked place and run again.")
            }
            AmcError::OverlapRefused { message, .. } => {
                Self::new("amc.overlap", "Amazon refuses the run: too many runs have read the same dates already.")
                    .next("Change the dates, or wait until older runs no longer count.")
                    .raw(message)
            }
            AmcError::Throttled { retry_after, .. } => {
                Self::new("amc.throttled", "Amazon asks to wait before the next request.")
                    .retry_after(Some(retry_after))
                    .next("Wait that long and try again; runs that are under way go on by themselves.")
            }
            AmcError::NotFound { message, .. } => {
                Self::new("amc.not_found", "Amazon does not know this instance or run.")
                    .next("Refresh the instances and choose again.")
                    .raw(message)
            }
            AmcError::NotReady { message, .. } => Self::new("amc.not_ready", "The result is not ready to be fetched.")
                .next("Try again in a minute.")
                .raw(message),
            AmcError::Server { status, message, .. } => {
                Self::new("amc.server", format!("Amazon's service failed (status {status})."))
                    .next("Try again in a few minutes.")
                    .raw(message)
            }
            AmcError::Transport { kind, .. } => network(kind),
            AmcError::BadAnswer { problem, .. } => Self::new("amc.bad_answer", "Amazon's answer cannot be used.")
                .next("Try again; if it stays, report it with the request id.")
                .raw(problem.to_string()),
            AmcError::Invalid { message, .. } | AmcError::AlreadyExists { message, .. } => refused(message),
            other => refused(other.to_string()),
        };
        mapped.request_id(request_id)
    }
}

impl From<SignInError> for Error {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::SignInLost { description, request_id } => {
                let mut mapped = Self::new(
                    "auth.code_refused",
                    "Amazon did not accept the sign-in: its code is used up or too old.",
                )
                .next("Start the sign-in again and finish it within five minutes.")
                .request_id(request_id);
                if let Some(words) = description {
                    mapped = mapped.raw(words);
                }
                mapped
            }
            SignInError::ClientRejected { request_id } => {
                Self::new("auth.client_rejected", "Amazon does not know this client id and client secret.")
                    .next("Copy both again from the Web Settings of your security profile.")
                    .request_id(request_id)
            }
            SignInError::ClientNotAllowed { request_id } => {
                Self::new("auth.client_not_allowed", "Amazon does not let this client sign in.")
                    .next("Check that the security profile is enabled for Login with Amazon.")
                    .request_id(request_id)
            }
            SignInError::Throttled { retry_after } => {
                Self::new("auth.throttled", "Amazon asks to wait before the next sign-in.")
                    .retry_after(retry_after)
                    .next("Wait a little and try again.")
            }
            SignInError::Server { status } => {
                Self::new("auth.server", format!("Amazon's sign-in service failed (status {status})."))
                    .next("Try again in a few minutes.")
            }
            SignInError::Transport { kind, .. } => {
                let mut mapped = network(kind);
                mapped.code = "auth.network".into();
                mapped
            }
            SignInError::BadAnswer { problem, .. } => {
                Self::new("auth.bad_answer", "Amazon's sign-in answer cannot be used.")
                    .next("Try again; a proxy may have answered in Amazon's place.")
                    .raw(problem.to_string())
            }
            SignInError::Refused { error, description, request_id, .. } => {
                Self::new("auth.refused", "Amazon refuses the sign-in.")
                    .next("Check the security profile and try again.")
                    .raw(description.map_or_else(|| error.clone(), |text| format!("{error}: {text}")))
                    .request_id(request_id)
            }
            other => {
                Self::new("auth.refused", "The sign-in could not be done.").next("Try again.").raw(other.to_string())
            }
        }
    }
}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::ClientId => {
                Self::new("auth.client_id", "This client id is empty or holds characters that cannot be sent.")
                    .next("Copy it again from your security profile.")
            }
            _ => {
                Self::new("amc.tls", "This computer cannot set up secure connections.").next("Check its certificates.")
            }
        }
    }
}
