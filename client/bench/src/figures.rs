//! The measured figures: a row for each message, and the size of each contract's code.

use gridshare_embedded::pallets::Limits;
use gridshare_embedded::Operations;
use gridshare_sdk::Cost;

/// Measured cost of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Contract and message: `metering.settle`.
    pub message: &'static str,
    /// Items in the call, where it takes a batch.
    pub items: Option<u32>,
    /// Distinguishes it from other rows of the same message.
    pub variant: &'static str,
    /// The state that it was measured in.
    pub note: &'static str,
    /// Cost of the call, without the extrinsic around it.
    pub cost: Cost,
    /// Cost of each item beyond the first, where it takes a batch.
    pub further: Option<Cost>,
    /// What the pallet charged it for, where it counts that.
    pub operations: Option<Operations>,
}

/// What a block runs out of first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Reference time.
    Time,
    /// Bytes of proof.
    Proof,
}

impl Row {
    /// Returns the row's name, which no other row has: `metering.settle 32 (32 pages)`.
    pub fn name(&self) -> String {
        let mut name = self.message.to_owned();
        if let Some(items) = self.items {
            name += &format!(" {items}");
        }
        if !self.variant.is_empty() {
            name += &format!(" ({})", self.variant);
        }
        name
    }

    /// Returns how many such calls fit in a block, and what bounds that.
    pub fn per_block(&self, Limits { extrinsic, block }: Limits) -> (u64, Bound) {
        let call = self.cost + extrinsic;
        let (time, proof) = (block.ref_time / call.ref_time, block.proof_size / call.proof_size);
        if time < proof {
            (time, Bound::Time)
        } else {
            (proof, Bound::Proof)
        }
    }
}

/// All figures measured on one pallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Name and version of the pallet that ran the contracts.
    pub pallet: String,
    /// What it charges around calls, and what a block has room for.
    pub limits: Limits,
    /// The messages, by contract.
    pub rows: Vec<Row>,
    /// Contract and bytes of its code.
    pub code: Vec<(&'static str, u64)>,
}

impl Figures {
    /// Returns the row of that name.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cost: Cost) -> Row {
        Row {
            message: "metering.settle",
            items: Some(32),
            variant: "32 pages",
            note: "",
            cost,
            further: None,
            operations: None,
        }
    }

    #[test]
    fn a_row_is_named_by_message_items_and_variant() {
        let row = row(Cost::default());
        assert_eq!(row.name(), "metering.settle 32 (32 pages)");
        assert_eq!(Row { items: None, variant: "", ..row }.name(), "metering.settle");
    }

    #[test]
    fn what_runs_out_first_bounds_a_block() {
        let cost = |ref_time, proof_size| Cost { ref_time, proof_size, deposit: 0 };
        let limits = Limits { extrinsic: cost(892, 9_244), block: cost(1_500_000, 3_932_160) };
        // 1 500 000 / (108 + 892) and 3 932 160 / (30 078 + 9 244).
        assert_eq!(row(cost(108, 0)).per_block(limits), (425, Bound::Proof));
        assert_eq!(row(cost(14_108, 0)).per_block(limits), (100, Bound::Time));
        assert_eq!(row(cost(0, 30_078)).per_block(limits), (99, Bound::Proof));
    }
}
