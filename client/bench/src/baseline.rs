//! Figures in the form in which they are committed.

use super::figures::Figures;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Cost of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Reference time in picoseconds.
    pub ref_time: u64,
    /// Proof size in bytes.
    pub proof_size: u64,
    /// Storage deposit in native tokens' smallest unit; negative for a refund.
    pub deposit: i64,
}

/// Figures as they are committed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Name and version of the pallet that ran the contracts.
    pub pallet: String,
    /// Bytes of code, by contract.
    pub code: BTreeMap<String, u64>,
    /// Costs, by name of the row.
    pub messages: BTreeMap<String, Figure>,
}

impl Baseline {
    /// Converts measured figures.
    ///
    /// # Errors
    /// When two rows have the same name, or a deposit does not fit.
    pub fn of(figures: &Figures) -> Result<Self> {
        let mut messages = BTreeMap::new();
        for row in &figures.rows {
            let deposit = i64::try_from(row.cost.deposit).context("a deposit that no chain can hold")?;
            let figure = Figure { ref_time: row.cost.ref_time, proof_size: row.cost.proof_size, deposit };
            let twin = messages.insert(row.name(), figure);
            anyhow::ensure!(twin.is_none(), "{} was measured twice", row.name());
        }
        let code = figures.code.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect();
        Ok(Self { pallet: figures.pallet.clone(), code, messages })
    }

    /// Reads the baselines in a file, one for each pallet. Returns `None` if there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read or holds no baselines.
    pub fn read(path: &Path) -> Result<Option<Vec<Self>>> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let baselines = serde_json::from_slice(&text);
        baselines.map(Some).with_context(|| format!("{} holds no baselines", path.display()))
    }

    /// Writes baselines to a file, their messages sorted by name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(baselines: &[Self], path: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(baselines)?;
        text.push('\n');
        Ok(std::fs::write(path, text)?)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Makes a baseline of two messages and one contract.
    pub fn baseline() -> Baseline {
        let figure = Figure { ref_time: 1_000, proof_size: 500, deposit: 7 };
        Baseline {
            pallet: "pallet-contracts 31".into(),
            code: [("token".into(), 10_000)].into(),
            messages: [("token.transfer".into(), figure), ("token.burn".into(), figure)].into(),
        }
    }

    #[test]
    fn a_file_comes_back_as_it_was_written() {
        let folder = std::env::temp_dir().join(format!("gridshare-baseline-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("baseline.json");
        assert_eq!(Baseline::read(&path).unwrap(), None);
        let both = vec![baseline(), Baseline { pallet: "pallet-contracts 38".into(), ..baseline() }];
        Baseline::write(&both, &path).unwrap();
        assert_eq!(Baseline::read(&path).unwrap(), Some(both));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("]\n"));
        assert!(text.find("token.burn") < text.find("token.transfer"), "sorted by name");
        std::fs::write(&path, "{}").unwrap();
        let error = Baseline::read(&path).unwrap_err().to_string();
        assert!(error.contains("holds no baselines"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
