//! The papers that several lists of functions draw on.

pub const FISHER: &str = "Matena and Raffel 2022, arXiv:2111.09832";
pub const HERITAGE: &str = "Checkpoint soups of heritage images, arXiv:2603.02181";
pub const PGD: &str = "Madry et al. 2018, arXiv:1706.06083";
pub const RAMP: &str = "Jiang and Singh 2024, arXiv:2402.06827";
pub const SOUPS: &str = "Wortsman et al. 2022, arXiv:2203.05482";
pub const STANDARD: &str = "the field's standard";
pub const TIES: &str = "Yadav et al. 2023, arXiv:2306.01708";
pub const WINDOW: &str = "Xia and Bouganis 2023, arXiv:2303.08010";
