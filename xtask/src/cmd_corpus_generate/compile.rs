//! Compiles generated crates, many at once.

use anyhow::{Context, bail};
use pvwa_codegen::corpus::Files;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Read, Seek},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// How many crates are one run of cargo: enough to keep all processors busy to the end.
const AT_ONCE: usize = 40;

/// A folder of crates that share what they depend on, removed at the end.
pub(super) struct Workshop {
    dir: TempDir,
    lock: PathBuf,
}

/// A line of what cargo says; other lines have another reason.
#[derive(Deserialize)]
struct Line {
    reason: String,
    #[serde(default)]
    manifest_path: PathBuf,
    message: Option<Message>,
}

/// What the compiler says of a crate.
#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    spans: Vec<Span>,
}

/// Where it says so.
#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
}

impl Workshop {
    /// A new folder; the crates in it use the dependencies that `lock` names.
    pub(super) fn open(lock: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            dir: tempfile::tempdir().context("no temporary folder can be made")?,
            lock: lock.to_path_buf(),
        })
    }

    fn crate_dir(&self, index: usize) -> PathBuf {
        self.dir.path().join(name(index))
    }

    /// Writes the crate of the document with this index.
    pub(super) fn place(&self, index: usize, files: &Files) -> anyhow::Result<()> {
        let folder = self.crate_dir(index);
        for (path, text) in files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs_err::create_dir_all(parent)?;
            }
            match path.ends_with("Cargo.toml") {
                true => fs_err::write(path, member(text, &name(index))?)?,
                false => fs_err::write(path, text)?,
            }
        }
        Ok(())
    }

    /// Checks the crates with these indices; `told` hears how many are done.
    ///
    /// The verdict on a crate that does not compile is what the compiler says first.
    pub(super) fn check(
        &self,
        indices: &[usize],
        told: impl Fn(usize),
    ) -> anyhow::Result<BTreeMap<usize, Result<(), String>>> {
        let mut verdicts = BTreeMap::new();
        for batch in indices.chunks(AT_ONCE) {
            self.check_batch(batch, &mut verdicts, &told)?;
        }
        Ok(verdicts)
    }

    fn check_batch(
        &self,
        batch: &[usize],
        verdicts: &mut BTreeMap<usize, Result<(), String>>,
        told: &impl Fn(usize),
    ) -> anyhow::Result<()> {
        let members: Vec<String> = batch.iter().copied().map(name).collect();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
        fs_err::write(self.dir.path().join("Cargo.toml"), manifest)?;
        fs_err::copy(&self.lock, self.dir.path().join("Cargo.lock"))?;
        // The dependencies are the client's: mostly they are here already.
        let mut said = self.cargo(&["--offline"], batch, verdicts, told)?;
        if said.contains("--offline") {
            said = self.cargo(&[], batch, verdicts, told)?;
        }
        let mut missing = batch.iter().filter(|index| !verdicts.contains_key(index));
        if missing.next().is_some() {
            bail!("cargo did not check all crates; it says:\n{said}");
        }
        Ok(())
    }

    /// Runs cargo once, collects its verdicts and answers what else it said.
    fn cargo(
        &self,
        network: &[&str],
        batch: &[usize],
        verdicts: &mut BTreeMap<usize, Result<(), String>>,
        told: &impl Fn(usize),
    ) -> anyhow::Result<String> {
        let mut said = tempfile::tempfile().context("no temporary file can be made")?;
        let mut child = Command::new(env!("CARGO"))
            .args(["check", "--workspace", "--keep-going", "--all-features"])
            .args(["--quiet", "--message-format=json"])
            .args(network)
            .current_dir(self.dir.path())
            .env("CARGO_TARGET_DIR", self.dir.path().join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(said.try_clone()?)
            .spawn()
            .context("cargo cannot be run")?;
        let stdout = child.stdout.take().context("cargo has no output")?;
        let wanted: BTreeSet<usize> = batch.iter().copied().collect();
        for line in BufReader::new(stdout).lines() {
            let Ok(line) = serde_json::from_str::<Line>(&line?) else {
                continue;
            };
            let folder = line.manifest_path.parent().and_then(Path::file_name);
            let index = folder.and_then(|name| index(&name.to_string_lossy()));
            let Some(index) = index.filter(|index| wanted.contains(index)) else {
                continue;
            };
            match (line.reason.as_str(), line.message) {
                ("compiler-artifact", _) => {
                    verdicts.entry(index).or_insert(Ok(()));
                }
                ("compiler-message", Some(message)) if message.level == "error" => {
                    verdicts
                        .entry(index)
                        .or_insert_with(|| Err(first(&message)));
                }
                _ => continue,
            }
            told(verdicts.len());
        }
        child.wait()?;
        said.rewind()?;
        let mut text = String::new();
        said.read_to_string(&mut text)?;
        Ok(text)
    }
}

/// The package of the document with this index.
fn name(index: usize) -> String {
    format!("document-{index}")
}

fn index(name: &str) -> Option<usize> {
    name.strip_prefix("document-")?.parse().ok()
}

/// The manifest of a crate of its own as that of a member of the workshop.
fn member(manifest: &str, name: &str) -> anyhow::Result<String> {
    let mut manifest: toml::Table = manifest.parse()?;
    manifest.remove("workspace");
    if let Some(package) = manifest
        .get_mut("package")
        .and_then(toml::Value::as_table_mut)
    {
        package.insert("name".to_owned(), name.into());
    }
    Ok(toml::to_string(&manifest)?)
}

/// What the compiler says, with its place in the generated source.
fn first(message: &Message) -> String {
    match message.spans.first() {
        Some(span) => format!(
            "{}:{}: {}",
            span.file_name, span.line_start, message.message
        ),
        None => message.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn a_member_has_another_name_and_no_workspace() {
        let text = "[package]\nname = \"pvwa-api\"\nedition = \"2024\"\n\n[workspace]\n";
        let member = member(text, "document-7").unwrap();
        let member: toml::Table = member.parse().unwrap();
        let expected: toml::Table = "[package]\nname = \"document-7\"\nedition = \"2024\"\n"
            .parse()
            .unwrap();
        assert_eq!(member, expected);
    }
}
