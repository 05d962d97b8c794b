//! The version of the pallets that `machine` is compiled with.

pub use drink::{pallet_balances, pallet_contracts, pallet_timestamp};
pub use frame_support;
pub use frame_system;
pub use ink_sandbox::TestExternalities;
