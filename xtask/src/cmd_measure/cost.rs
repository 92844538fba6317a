//! Time and memory of `cargo check`.

use anyhow::{Context, bail};
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};
use tempfile::TempDir;
use wait4::Wait4;

/// What one check took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// From start to end.
    pub(super) seconds: f64,
    /// The most memory that one process held, which is that of the compiler.
    pub(super) mebibytes: f64,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} s, {:.0} MiB", self.seconds, self.mebibytes)
    }
}

/// A folder with crates to be checked, removed at the end.
pub(super) struct Workshop {
    dir: TempDir,
    lock: PathBuf,
}

impl Workshop {
    /// A new folder; the crates in it use the dependencies that `lock` names.
    pub(super) fn open(lock: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            dir: tempfile::tempdir().context("no temporary folder can be made")?,
            lock: lock.to_path_buf(),
        })
    }

    /// Writes a crate below the folder.
    pub(super) fn place(
        &self,
        name: &str,
        files: &BTreeMap<PathBuf, String>,
    ) -> anyhow::Result<()> {
        let root = self.dir.path().join(name);
        for (path, text) in files {
            let path = root.join(path);
            if let Some(parent) = path.parent() {
                fs_err::create_dir_all(parent)?;
            }
            fs_err::write(path, text)?;
        }
        fs_err::copy(&self.lock, root.join("Cargo.lock"))?;
        Ok(())
    }

    /// Checks a crate once for its dependencies and then `runs` times alone.
    pub(super) fn check(&self, name: &str, features: &str, runs: u8) -> anyhow::Result<Cost> {
        let root = self.dir.path().join(name);
        let source = root.join("src/lib.rs");
        let text = fs_err::read(&source)?;
        let mut best: Option<Cost> = None;
        for run in 0..=runs {
            // Written again, so that cargo takes it for changed.
            fs_err::write(&source, &text)?;
            let cost = self.once(&root, features)?;
            // The first run also compiles what the crate depends on.
            if run > 0 {
                best = Some(best.map_or(cost, |best| Cost {
                    seconds: best.seconds.min(cost.seconds),
                    mebibytes: best.mebibytes.min(cost.mebibytes),
                }));
            }
        }
        best.context("nothing was measured")
    }

    fn once(&self, root: &Path, features: &str) -> anyhow::Result<Cost> {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["check", "--quiet", "--features", features])
            .current_dir(root)
            .env("CARGO_TARGET_DIR", self.dir.path().join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let start = Instant::now();
        let used = command
            .spawn()
            .and_then(|mut child| child.wait4())
            .context("cargo cannot be run")?;
        let seconds = start.elapsed().as_secs_f64();
        if !used.status.success() {
            bail!("cargo check of {} failed", root.display());
        }
        Ok(Cost {
            seconds,
            mebibytes: used.rusage.maxrss as f64 / f64::from(1 << 20),
        })
    }
}
