//! Upper bounds that figures should keep, and what other projects need for comparable work. Both on pallet-contracts
//! 38, which live chains run.

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
    /// Most reference time, in picoseconds, if there is an aim for it.
    ref_time: Option<u64>,
    /// Most bytes of proof.
    proof_size: u64,
}

/// Makes an aim for a call, in millions of picoseconds and thousands of bytes.
const fn call(row: &'static str, ref_time: u64, proof_size: u64) -> Aim {
    Aim { row, of: Of::Call, ref_time: Some(ref_time * 1_000_000), proof_size: proof_size * 1_000 }
}

/// The aims.
const AIMS: [Aim; 23] = [
    call("token.transfer", 1_000, 75),
    call("registry.heartbeat 1", 660, 80),
    call("registry.heartbeat 32", 700, 80),
    Aim { row: "registry.heartbeat 256", of: Of::Call, ref_time: None, proof_size: 300_000 },
    call("staking.bond", 3_300, 285),
    call("staking.bond (new delegator)", 3_600, 300),
    call("staking.unbond", 2_100, 205),
    call("staking.withdraw", 2_600, 205),
    call("metering.open 1", 2_900, 255),
    call("metering.open 16", 3_300, 280),
    call("metering.top_up", 1_100, 97),
    call("metering.settle 1", 1_050, 88),
    call("metering.settle 32", 2_450, 88),
    call("metering.settle 128", 7_100, 108),
    call("metering.withdraw_earnings", 2_700, 215),
    call("metering.finalize", 2_400, 205),
    call("rewards.claim 1", 4_600, 400),
    call("rewards.claim 8", 5_300, 450),
    Aim { row: "rewards.claim_many 16", of: Of::Further, ref_time: Some(900_000_000), proof_size: 70_000 },
    call("governance.vote 1", 1_500, 150),
    call("governance.vote 16", 3_200, 430),
    call("governance.propose", 3_200, 240),
    call("governance.execute", 2_100, 190),
];

/// Cost of comparable work in another project's release build, on the same pallet.
pub struct Other {
    /// Name of our row.
    pub row: &'static str,
    /// Name of the other project and its message.
    pub name: &'static str,
    /// Its reference time in millions of picoseconds.
    pub ref_time_e6: u64,
    /// Its proof in hundreds of bytes.
    pub proof_hundreds: u64,
}

const fn other(row: &'static str, name: &'static str, ref_time_e6: u64, proof_hundreds: u64) -> Other {
    Other { row, name, ref_time_e6, proof_hundreds }
}

/// Measured by dry runs on substrate-contracts-node 0.42.
pub const OTHERS: [Other; 9] = [
    other("token.transfer", "psp22 2.0 transfer", 1_220, 847),
    other("staking.bond", "common-amm farm deposit", 3_930, 2_497),
    other("staking.bond", "Abax governor stake", 5_150, 4_050),
    other("staking.unbond", "Abax governor unstake", 8_850, 6_570),
    other("staking.withdraw", "common-amm farm withdraw", 3_250, 2_207),
    other("rewards.claim 1", "common-amm farm claim", 3_270, 2_207),
    other("governance.propose", "Abax governor propose", 4_110, 3_510),
    other("governance.vote 1", "Abax governor vote", 1_720, 1_970),
    other("governance.execute", "Abax governor execute", 3_260, 3_190),
];

/// Outcome of the comparison of a figure with its aim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The row's name.
    pub of: String,
    /// `ref_time`, `proof_size`, `further_ref_time` or `further_proof_size`.
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
        if let Some(ref_time) = ref_time {
            verdicts.push(Verdict::new(name, time, *ref_time, cost.ref_time));
        }
        verdicts.push(Verdict::new(name, proof, *proof_size, cost.proof_size));
    }
    verdicts.extend(worst(figures));
    Ok(verdicts)
}

/// Holds the dearest rows against the most that a message may take at its worst: a third of a block.
fn worst(figures: &Figures) -> [Verdict; 2] {
    let of = "the dearest message";
    let most = |figure: fn(&Cost) -> u64| figures.rows.iter().map(|row| figure(&row.cost)).max().unwrap_or(0);
    let block = figures.limits.block;
    [
        Verdict::new(of, "ref_time", block.ref_time / 3, most(|cost| cost.ref_time)),
        Verdict::new(of, "proof_size", block.proof_size / 3, most(|cost| cost.proof_size)),
    ]
}

/// Returns the cost of each item beyond the first.
fn further(row: &Row) -> Result<Cost> {
    row.further.with_context(|| format!("{} is no batch", row.name()))
}
