//! Windows: a value under the person's own `Run` key.

use windows_registry::CURRENT_USER;
use workbench::Result;

use super::{HIDDEN, failed};

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
/// Where the system's settings and the task manager turn a value of that key off.
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";

pub(super) fn is_on(name: &str) -> Result<bool> {
    Ok(is_there(name) && !is_turned_off(name))
}

pub(super) fn turn_on(name: &str, program: &str) -> Result<()> {
    // Without quotes a program in a folder before the first blank would be started.
    let command = format!("\"{program}\" {HIDDEN}");
    CURRENT_USER.create(RUN).and_then(|key| key.set_string(name, command)).map_err(|error| failed(&error))?;
    if is_turned_off(name) {
        CURRENT_USER.create(APPROVED).and_then(|key| key.remove_value(name)).map_err(|error| failed(&error))?;
    }
    Ok(())
}

pub(super) fn turn_off(name: &str) -> Result<()> {
    if !is_there(name) {
        return Ok(());
    }
    CURRENT_USER.create(RUN).and_then(|key| key.remove_value(name)).map_err(|error| failed(&error))
}

fn is_there(name: &str) -> bool {
    CURRENT_USER.open(RUN).and_then(|key| key.get_string(name)).is_ok()
}

/// The first byte says it: an odd one turns the value off.
fn is_turned_off(name: &str) -> bool {
    let said = CURRENT_USER.open(APPROVED).and_then(|key| key.get_value(name));
    said.is_ok_and(|said| said.first().is_some_and(|flag| flag % 2 == 1))
}
