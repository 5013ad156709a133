//! The data folder: private to the person, on a local disk, with room for a backup.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::OpenError;

/// File systems on which SQLite's locks and shared memory are not to be trusted (sqlite.org/howtocorrupt.html §2).
const NETWORK: [&str; 10] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse"];

/// Makes the folder with mode 0700, whatever the umask, and refuses network disks.
pub(super) fn prepare(data_dir: &Path) -> Result<(), OpenError> {
    std::fs::create_dir_all(data_dir).map_err(OpenError::disk)?;
    private(data_dir, 0o700).map_err(OpenError::disk)?;
    suits(data_dir)
}

/// Refuses network disks, and folders that a program copies to other computers.
pub(super) fn suits(folder: &Path) -> Result<(), OpenError> {
    let real = folder.canonicalize().map_err(OpenError::disk)?;
    #[cfg(target_os = "linux")]
    {
        // Without it nothing is known, and a local disk is what nearly everybody has.
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        if let Some(kind) = network_disk(&mounts, &real) {
            return Err(OpenError::NetworkDisk { kind: kind.to_owned() });
        }
    }
    match sync_service(&real) {
        Some(service) => Err(OpenError::SyncFolder { service: service.to_owned() }),
        None => Ok(()),
    }
}

/// Files that programs put into the folders they synchronise.
const SYNC_MARKS: [(&str, &str); 7] = [
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".stfolder", "Syncthing"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
];

/// The program that copies `path` to other computers while it is written, which gives them, and sooner or later this one, a
/// database and a log that do not fit (sqlite.org/howtocorrupt.html §1.2).
pub(super) fn sync_service(path: &Path) -> Option<&'static str> {
    path.ancestors().find_map(|folder| {
        let name = folder.file_name()?.to_str()?;
        let in_library = folder.parent().and_then(Path::file_name).is_some_and(|parent| parent == "Library");
        match name {
            "Mobile Documents" if in_library => return Some("iCloud"),
            "CloudStorage" if in_library => return Some("a cloud service"),
            _ if name == "OneDrive" || name.starts_with("OneDrive - ") => return Some("OneDrive"),
            _ => {}
        }
        SYNC_MARKS.iter().find(|(mark, _)| folder.join(mark).exists()).map(|(_, service)| *service)
    })
}

/// The kind of network file system that `path` lies on, by the text of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
pub(super) fn network_disk<'a>(mountinfo: &'a str, path: &Path) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for line in mountinfo.lines() {
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let (Some(point), Some(kind)) = (left.split(' ').nth(4), right.split(' ').next()) else { continue };
        let point = point.replace("\\040", " ");
        // The last of equal mount points lies on top.
        if path.starts_with(&point) && best.is_none_or(|(length, _)| point.len() >= length) {
            best = Some((point.len(), kind));
        }
    }
    best.map(|(_, kind)| kind).filter(|kind| NETWORK.contains(kind))
}

/// Opens or makes a file that only the person may read.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(path)?;
    private(path, 0o600)?;
    Ok(file)
}

/// Writes a small private file in one step: beside it, synced, renamed.
pub(super) fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let mut file = private_file(&partial)?;
    file.set_len(0)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Sets the mode where there are modes.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, unused_variables, reason = "other systems inherit the profile folder's rights")
)]
pub(super) fn private(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// Makes renames and new names in the folder last through a power cut.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Fails unless `bytes` are free where `data_dir` lies.
pub(super) fn need_space(data_dir: &Path, bytes: u64) -> Result<(), OpenError> {
    let free = fs4::available_space(data_dir).map_err(OpenError::disk)?;
    if free < bytes { Err(OpenError::DiskFull { needed_bytes: bytes }) } else { Ok(()) }
}
