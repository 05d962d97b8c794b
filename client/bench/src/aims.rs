//! Upper bounds that figures should keep, and what other projects need for comparable work.

use super::figures::{Figures, Row};
use anyhow::{Context, Result};
use gridshare_sdk::Cost;
use serde::Serialize;

/// The figure of a row that an aim is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// The whole call.
    Call,
    /// Each item beyond the first.
    Further,
}

/// An upper bound that a message should keep.
struct Aim {
    row: &'static str,
    of: Of,
    /// Most reference time, in picoseconds.
    ref_time: u64,
    /// Most bytes of proof, if there is an aim for them.
    proof_size: Option<u64>,
}

/// Makes an aim; `ref_time` is in millions of picoseconds.
const fn aim(row: &'static str, of: Of, ref_time: u64, proof_size: Option<u64>) -> Aim {
    Aim { row, of, ref_time: ref_time * 1_000_000, proof_size }
}

/// The aims.
const AIMS: [Aim; 8] = [
    aim("metering.settle 1", Of::Call, 2_200, None),
    aim("metering.settle 32", Of::Further, 75, Some(600)),
    aim("registry.submit_beats 32", Of::Further, 70, None),
    aim("registry.heartbeat 32", Of::Further, 12, None),
    aim("staking.bond", Of::Call, 5_500, None),
    aim("governance.vote 1", Of::Call, 2_800, None),
    aim("rewards.claim 1", Of::Call, 8_000, None),
    aim("rewards.claim 32", Of::Further, 500, None),
];

/// Contracts, and the most KiB that their code should have.
const CODE: [(&str, u64); 8] = [
    ("token", 16),
    ("registry", 26),
    ("market", 20),
    ("attestations", 16),
    ("staking", 24),
    ("metering", 24),
    ("rewards", 16),
    ("governance", 24),
];

/// Cost of comparable work in another project's release build, on the same pallet.
pub struct Other {
    /// Name of our row.
    pub row: &'static str,
    /// Name of the other project and its message.
    pub name: &'static str,
    /// Its reference time in millions of picoseconds.
    pub ref_time_e6: u64,
    /// Its proof in KB, if it was measured.
    pub proof_kb: Option<u64>,
}

const fn other(row: &'static str, name: &'static str, ref_time_e6: u64, proof_kb: Option<u64>) -> Other {
    Other { row, name, ref_time_e6, proof_kb }
}

/// Measured with `bare_call` on pallet-contracts 31.
pub const OTHERS: [Other; 8] = [
    other("token.transfer", "psp22 2.0 transfer", 1_370, Some(22)),
    other("token.transfer_from", "psp22 2.0 transfer_from", 1_970, None),
    other("staking.bond", "common-amm farm deposit", 4_950, Some(76)),
    other("staking.unbond", "Abax governor unstake", 14_600, Some(276)),
    other("staking.withdraw", "common-amm farm withdraw", 4_280, None),
    other("rewards.claim 1", "common-amm farm claim", 4_360, Some(68)),
    other("governance.propose", "Abax governor propose", 6_100, Some(121)),
    other("governance.vote 1", "Abax governor vote", 4_330, Some(107)),
];

/// Outcome of the comparison of a figure with its aim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The row's name, or the contract's.
    pub of: String,
    /// `ref_time`, `proof_size`, `further_ref_time`, `further_proof_size` or `code_bytes`.
    pub figure: &'static str,
    /// The most that it should be.
    pub aim: u64,
    /// The measured figure.
    pub measured: u64,
    /// Whether the aim is met.
    pub met: bool,
}

impl Verdict {
    fn new(of: &str, figure: &'static str, aim: u64, measured: u64) -> Self {
        Self { of: of.to_owned(), figure, aim, measured, met: measured <= aim }
    }
}

/// Compares the figures with the aims.
///
/// # Errors
/// When a row with an aim was not measured.
pub fn judge(figures: &Figures) -> Result<Vec<Verdict>> {
    let mut verdicts = Vec::new();
    for Aim { row: name, of, ref_time, proof_size } in &AIMS {
        let row = figures.row(name).with_context(|| format!("{name} was not measured"))?;
        let (cost, time, proof) = match of {
            Of::Call => (row.cost, "ref_time", "proof_size"),
            Of::Further => (further(row)?, "further_ref_time", "further_proof_size"),
        };
        verdicts.push(Verdict::new(name, time, *ref_time, cost.ref_time));
        if let Some(proof_size) = proof_size {
            verdicts.push(Verdict::new(name, proof, *proof_size, cost.proof_size));
        }
    }
    for (name, bytes) in &figures.code {
        let aim = CODE.iter().find(|(contract, _)| contract == name);
        let (_, kib) = aim.with_context(|| format!("no aim for the code of {name}"))?;
        verdicts.push(Verdict::new(name, "code_bytes", kib * 1_024, *bytes));
    }
    Ok(verdicts)
}

/// Returns the cost of each item beyond the first.
fn further(row: &Row) -> Result<Cost> {
    row.further.with_context(|| format!("{} is no batch", row.name()))
}
