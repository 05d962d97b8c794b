//! The runtime: pallets and constants.

use frame_support::sp_runtime::testing::H256;
use frame_support::sp_runtime::traits::Convert;
use frame_support::sp_runtime::Perbill;
use frame_support::traits::{ConstBool, ConstU32, ConstU64, Randomness};
use frame_support::weights::Weight;
use frame_support::{construct_runtime, derive_impl, parameter_types};
use frame_system::limits::BlockWeights;
use gridshare_embedded::machine::ChainRuntime;

/// What an account has at least.
const EXISTENTIAL_DEPOSIT: u64 = 500;
/// Deposit of a storage item: 15 % of that.
const DEPOSIT_PER_ITEM: u64 = EXISTENTIAL_DEPOSIT * 15 / 100;
/// Deposit of a byte in storage: 6 %.
const DEPOSIT_PER_BYTE: u64 = EXISTENTIAL_DEPOSIT * 6 / 100;
/// Time that a block takes of the reference machine, in picoseconds.
const BLOCK: u64 = 4_000_000_000_000;
/// Time that all calls of a block can take together: three quarters of it.
pub const CALLS_PER_BLOCK: u64 = BLOCK / 4 * 3;

construct_runtime!(
    pub enum Runtime {
        System: frame_system,
        Balances: pallet_balances,
        Timestamp: pallet_timestamp,
        Contracts: pallet_contracts,
    }
);

impl ChainRuntime for Runtime {
    const PALLET: &'static str = "pallet-contracts 38 (embedded, strictest constants)";

    fn contracts_event(event: RuntimeEvent) -> Option<pallet_contracts::Event<Self>> {
        match event {
            RuntimeEvent::Contracts(event) => Some(event),
            _ => None,
        }
    }
}

parameter_types! {
    pub SolochainBlock: BlockWeights = BlockWeights::with_sensible_defaults(
        Weight::from_parts(BLOCK, u64::MAX),
        Perbill::from_percent(75),
    );
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig as frame_system::DefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = frame_system::mocking::MockBlockU32<Runtime>;
    type Version = ();
    type BlockHashCount = ConstU32<250>;
    type BlockWeights = SolochainBlock;
    type AccountData = pallet_balances::AccountData<u64>;
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = ();
    type Balance = u64;
    type DustRemoval = ();
    type ExistentialDeposit = ConstU64<EXISTENTIAL_DEPOSIT>;
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

impl Convert<Weight, u64> for Runtime {
    fn convert(weight: Weight) -> u64 {
        weight.ref_time()
    }
}

parameter_types! {
    pub ContractSchedule: pallet_contracts::Schedule<Runtime> = {
        let mut schedule = pallet_contracts::Schedule::<Runtime>::default();
        // A block of 4 s can store twice what one of 2 s can, and validators keep that in memory.
        schedule.limits.validator_runtime_memory = 1024 * 1024 * 1024;
        schedule
    };
    // A thousand items of a KiB.
    pub const DefaultDepositLimit: u64 = 1024 * (DEPOSIT_PER_ITEM + 1024 * DEPOSIT_PER_BYTE);
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
    type WeightInfo = ();
    type ChainExtension = ();
    type Schedule = ContractSchedule;
    type CallStack = [pallet_contracts::Frame<Self>; 5];
    type DepositPerByte = ConstU64<DEPOSIT_PER_BYTE>;
    type DepositPerItem = ConstU64<DEPOSIT_PER_ITEM>;
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
