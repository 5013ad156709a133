//! macOS: a launch agent of the person's (launchd.plist(5)).

use std::io;
use std::path::PathBuf;

use workbench::Result;

use super::{HIDDEN, failed, file};

pub(super) fn is_on(name: &str) -> Result<bool> {
    Ok(file::read(&agent(name)?)?.is_some())
}

pub(super) fn turn_on(name: &str, program: &str) -> Result<()> {
    file::write(&agent(name)?, &text(name, program))
}

pub(super) fn turn_off(name: &str) -> Result<()> {
    file::remove(&agent(name)?)
}

fn agent(name: &str) -> Result<PathBuf> {
    let home = dirs::home_dir().ok_or_else(|| failed(&io::Error::from(io::ErrorKind::NotFound)))?;
    Ok(home.join("Library/LaunchAgents").join(format!("{name}.plist")))
}

fn text(name: &str, program: &str) -> String {
    let written = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (label, program) = (written(name), written(program));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>{label}</string>
  <key>ProgramArguments</key><array><string>{program}</string><string>{HIDDEN}</string></array>
  <key>RunAtLoad</key><true/>
  <key>ProcessType</key><string>Interactive</string>
</dict>
</plist>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn the_agent_starts_the_program_without_a_window() {
        let agent = text("app.recomamp.desktop", "/Applications/R&D <1>/RecomAMP");
        let started =
            "<array><string>/Applications/R&amp;D &lt;1&gt;/RecomAMP</string><string>--hidden</string></array>";
        assert!(agent.contains("<key>Label</key><string>app.recomamp.desktop</string>"), "{agent}");
        assert!(agent.contains(started) && agent.contains("<key>RunAtLoad</key><true/>"), "{agent}");
    }
}
