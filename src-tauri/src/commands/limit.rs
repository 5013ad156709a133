//! How much one command may be sent, and how much it may answer.

use std::io;

use serde::Serialize;
use serde_json::Value;
use tauri::ipc::InvokeBody;
use workbench::{Error, Result};

/// The longest query (1 MiB), and room for what comes with it.
const MOST_BYTES: usize = (1 << 20) + (64 << 10);

/// The longest answer: while a longer one is carried over and read, the window would stand still.
const LONGEST_ANSWER: usize = 2 << 20;

/// `answer`, unless it is longer as JSON than the window takes at once.
///
/// # Errors
/// `ipc.answer_too_large`.
pub(super) fn answer<T: Serialize>(answer: T) -> Result<T> {
    serde_json::to_writer(Room(LONGEST_ANSWER), &answer).map_err(|_| answer_too_large())?;
    Ok(answer)
}

/// As [`answer`], for bytes.
///
/// # Errors
/// `ipc.answer_too_large`.
pub(super) fn bytes(answer: Vec<u8>) -> Result<Vec<u8>> {
    if answer.len() > LONGEST_ANSWER { Err(answer_too_large()) } else { Ok(answer) }
}

fn answer_too_large() -> Error {
    Error::new("ipc.answer_too_large", "That is more than the window shows at once (2 MiB).")
        .next("Look at less at once; a result can be exported whole.")
}

/// Takes so many bytes and forgets them.
struct Room(usize);

impl io::Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| io::Error::other("no room is left"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The refusal of a request that is larger than any of the window's; none for one that fits.
pub(super) fn refusal(body: &InvokeBody) -> Option<Error> {
    let bytes = match body {
        InvokeBody::Json(value) => size(value, MOST_BYTES + 1),
        InvokeBody::Raw(bytes) => bytes.len(),
    };
    (bytes > MOST_BYTES).then(|| {
        Error::new("ipc.too_large", "That is more than RecomAMP takes at once (1 MiB).")
            .next("Shorten the query or the values and try again.")
    })
}

/// About as many bytes as the value has as JSON; stops counting once past `most`.
fn size(value: &Value, most: usize) -> usize {
    let mut bytes = 0;
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        bytes += match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => 8,
            Value::String(text) => text.len() + 2,
            Value::Array(items) => {
                waiting.extend(items);
                2
            }
            Value::Object(fields) => {
                waiting.extend(fields.values());
                fields.keys().map(|name| name.len() + 3).sum::<usize>() + 2
            }
        };
        if bytes > most {
            break;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_query_fits_and_more_does_not() {
        let body =
            |length: usize| InvokeBody::Json(json!({ "sql": "x".repeat(length), "line": 1, "column": [1, null] }));
        assert_eq!(refusal(&body(1 << 20)), None);
        assert_eq!(refusal(&body(2 << 20)).unwrap().code, "ipc.too_large");
        assert_eq!(refusal(&InvokeBody::Raw(vec![0; 2 << 20])).unwrap().code, "ipc.too_large");
        let many = InvokeBody::Json(json!({ "ids": vec!["01890c8e-0000-7000-8000-000000000000"; 100_000] }));
        assert_eq!(refusal(&many).unwrap().code, "ipc.too_large");
    }

    #[test]
    fn an_answer_of_two_mebibytes_fits_and_more_does_not() {
        // Its quotes count too, and so do those that JSON escapes.
        assert!(answer("x".repeat((2 << 20) - 2)).is_ok());
        assert_eq!(answer("x".repeat((2 << 20) - 1)).unwrap_err().code, "ipc.answer_too_large");
        assert_eq!(answer(vec!["\""; 700_000]).unwrap_err().code, "ipc.answer_too_large");
        assert!(bytes(vec![0; 2 << 20]).is_ok());
        assert!(bytes(vec![0; (2 << 20) + 1]).unwrap_err().next_step.is_some());
    }
}
