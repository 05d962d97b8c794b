//! The embedded chain's runtime: pallet-contracts and what it needs, with a node's constants.
//!
//! Deposits and existential deposit are those of substrate-contracts-node, call stack and code size those
//! of the strictest live chain: what works here works there.

use crate::machine::{ChainRuntime, On};
use crate::pallets::{Operations, Pallets};
use crate::weights::{self, Counted};
use frame_support::sp_runtime::testing::H256;
use frame_support::sp_runtime::traits::Convert;
use frame_support::sp_runtime::{AccountId32, Perbill};
use frame_support::traits::{ConstBool, ConstU128, ConstU32, ConstU64, Currency, Randomness};
use frame_support::weights::Weight;
use frame_support::{construct_runtime, derive_impl, parameter_types};
use frame_system::limits::BlockWeights;

construct_runtime!(
    pub enum Runtime {
        System: frame_system,
        Balances: pallet_balances,
        Timestamp: pallet_timestamp,
        Contracts: pallet_contracts,
    }
);

parameter_types! {
    /// A parachain's block: 2 s of reference time and 5 MiB of proof, three quarters of it for calls.
    pub ParachainBlock: BlockWeights = BlockWeights::with_sensible_defaults(
        Weight::from_parts(2_000_000_000_000, 5 * 1024 * 1024),
        Perbill::from_percent(75),
    );
}

/// The runtime as an object.
pub static PALLET_38: &dyn Pallets = &On::<Runtime>::runtime();

impl ChainRuntime for Runtime {
    const PALLET: &'static str = "pallet-contracts 38 (embedded)";

    fn contracts_event(event: RuntimeEvent) -> Option<pallet_contracts::Event<Self>> {
        match event {
            RuntimeEvent::Contracts(event) => Some(event),
            _ => None,
        }
    }

    fn take_operations() -> Option<Operations> {
        Some(weights::take_operations())
    }
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig as frame_system::DefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = frame_system::mocking::MockBlockU32<Runtime>;
    type Version = ();
    type BlockHashCount = ConstU32<250>;
    type BlockWeights = ParachainBlock;
    type AccountData = pallet_balances::AccountData<u128>;
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = ();
    type Balance = u128;
    type DustRemoval = ();
    type ExistentialDeposit = ConstU128<1_000_000_000>;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = ();
    type MaxLocks = ();
    type MaxReserves = ();
    type MaxFreezes = ();
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = ();
    type MinimumPeriod = ConstU64<1>;
    type WeightInfo = ();
}

/// The pallet's deprecated source of randomness: nothing of ours asks for it.
pub enum NoRandomness {}

impl Randomness<H256, u32> for NoRandomness {
    fn random(_subject: &[u8]) -> (H256, u32) {
        (H256::zero(), 0)
    }
}

type BalanceOf = <Balances as Currency<AccountId32>>::Balance;

impl Convert<Weight, BalanceOf> for Runtime {
    fn convert(weight: Weight) -> BalanceOf {
        weight.ref_time().into()
    }
}

parameter_types! {
    pub ContractSchedule: pallet_contracts::Schedule<Runtime> = Default::default();
    pub const DefaultDepositLimit: BalanceOf = 1_000_000_000_000_000_000_000_000;
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
}

impl pallet_contracts::Config for Runtime {
    type Time = Timestamp;
    type Randomness = NoRandomness;
    type Currency = Balances;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type RuntimeHoldReason = RuntimeHoldReason;
    type CallFilter = ();
    type WeightPrice = Self;
    // The pallet's own measurements, with the database weights of RocksDB.
    type WeightInfo = Counted<()>;
    type ChainExtension = ();
    type Schedule = ContractSchedule;
    type CallStack = [pallet_contracts::Frame<Self>; 5];
    type DepositPerByte = ConstU128<5_000_000>;
    type DepositPerItem = ConstU128<100_000_000_000>;
    type DefaultDepositLimit = DefaultDepositLimit;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type AddressGenerator = pallet_contracts::DefaultAddressGenerator;
    type MaxCodeLen = ConstU32<{ 128 * 1024 }>;
    type MaxStorageKeyLen = ConstU32<128>;
    type MaxTransientStorageSize = ConstU32<{ 64 * 1024 }>;
    type MaxDelegateDependencies = ConstU32<32>;
    type MaxDebugBufferLen = ConstU32<{ 2 * 1024 * 1024 }>;
    type UnsafeUnstableInterface = ConstBool<false>;
    type UploadOrigin = frame_system::EnsureSigned<Self::AccountId>;
    type InstantiateOrigin = frame_system::EnsureSigned<Self::AccountId>;
    type Migrations = ();
    type Debug = ();
    type Environment = ();
    type ApiVersion = ();
    type Xcm = ();
}
