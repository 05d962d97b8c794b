//! The measured figures: a row for each message, and the size of each contract's code.

use gridshare_sdk::Cost;

/// Cost of the extrinsic around a contract call, by pallet-contracts 31.
pub const EXTRINSIC: Cost = Cost { ref_time: 892_000_000, proof_size: 9_244, deposit: 0 };
/// Most that all calls of a parachain's block can take together: three quarters of 2 s and of 5 MiB.
pub const BLOCK: Cost = Cost { ref_time: 1_500_000_000_000, proof_size: 3_932_160, deposit: 0 };

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

    /// Returns how many such calls fit in a block.
    pub fn per_block(&self) -> u64 {
        let call = self.cost + EXTRINSIC;
        (BLOCK.ref_time / call.ref_time).min(BLOCK.proof_size / call.proof_size)
    }
}

/// All measured figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Name and version of the pallet that ran the contracts.
    pub pallet: String,
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
        // 1.5e12 / (108e6 + 892e6) and 3 932 160 / (30 078 + 9 244).
        assert_eq!(row(cost(108_000_000, 0)).per_block(), 425);
        assert_eq!(row(cost(14_108_000_000, 0)).per_block(), 100);
        assert_eq!(row(cost(0, 30_078)).per_block(), 99);
    }
}
