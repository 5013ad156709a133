// Which country or state of the USA a text means. A country goes by its ISO number, a state by its FIPS code, as the shapes of a map do.

export type MapOf = "world" | "us";

/** Two letters, three letters and number of each country, ISO 3166-1. */
const COUNTRIES = `
  ADAND020 AEARE784 AFAFG004 AGATG028 AIAIA660 ALALB008 AMARM051 AOAGO024 AQATA010 ARARG032 ASASM016 ATAUT040 AUAUS036
  AWABW533 AXALA248 AZAZE031 BABIH070 BBBRB052 BDBGD050 BEBEL056 BFBFA854 BGBGR100 BHBHR048 BIBDI108 BJBEN204 BLBLM652
  BMBMU060 BNBRN096 BOBOL068 BQBES535 BRBRA076 BSBHS044 BTBTN064 BVBVT074 BWBWA072 BYBLR112 BZBLZ084 CACAN124 CCCCK166
  CDCOD180 CFCAF140 CGCOG178 CHCHE756 CICIV384 CKCOK184 CLCHL152 CMCMR120 CNCHN156 COCOL170 CRCRI188 CUCUB192 CVCPV132
  CWCUW531 CXCXR162 CYCYP196 CZCZE203 DEDEU276 DJDJI262 DKDNK208 DMDMA212 DODOM214 DZDZA012 ECECU218 EEEST233 EGEGY818
  EHESH732 ERERI232 ESESP724 ETETH231 FIFIN246 FJFJI242 FKFLK238 FMFSM583 FOFRO234 FRFRA250 GAGAB266 GBGBR826 GDGRD308
  GEGEO268 GFGUF254 GGGGY831 GHGHA288 GIGIB292 GLGRL304 GMGMB270 GNGIN324 GPGLP312 GQGNQ226 GRGRC300 GSSGS239 GTGTM320
  GUGUM316 GWGNB624 GYGUY328 HKHKG344 HMHMD334 HNHND340 HRHRV191 HTHTI332 HUHUN348 IDIDN360 IEIRL372 ILISR376 IMIMN833
  ININD356 IOIOT086 IQIRQ368 IRIRN364 ISISL352 ITITA380 JEJEY832 JMJAM388 JOJOR400 JPJPN392 KEKEN404 KGKGZ417 KHKHM116
  KIKIR296 KMCOM174 KNKNA659 KPPRK408 KRKOR410 KWKWT414 KYCYM136 KZKAZ398 LALAO418 LBLBN422 LCLCA662 LILIE438 LKLKA144
  LRLBR430 LSLSO426 LTLTU440 LULUX442 LVLVA428 LYLBY434 MAMAR504 MCMCO492 MDMDA498 MEMNE499 MFMAF663 MGMDG450 MHMHL584
  MKMKD807 MLMLI466 MMMMR104 MNMNG496 MOMAC446 MPMNP580 MQMTQ474 MRMRT478 MSMSR500 MTMLT470 MUMUS480 MVMDV462 MWMWI454
  MXMEX484 MYMYS458 MZMOZ508 NANAM516 NCNCL540 NENER562 NFNFK574 NGNGA566 NINIC558 NLNLD528 NONOR578 NPNPL524 NRNRU520
  NUNIU570 NZNZL554 OMOMN512 PAPAN591 PEPER604 PFPYF258 PGPNG598 PHPHL608 PKPAK586 PLPOL616 PMSPM666 PNPCN612 PRPRI630
  PSPSE275 PTPRT620 PWPLW585 PYPRY600 QAQAT634 REREU638 ROROU642 RSSRB688 RURUS643 RWRWA646 SASAU682 SBSLB090 SCSYC690
  SDSDN729 SESWE752 SGSGP702 SHSHN654 SISVN705 SJSJM744 SKSVK703 SLSLE694 SMSMR674 SNSEN686 SOSOM706 SRSUR740 SSSSD728
  STSTP678 SVSLV222 SXSXM534 SYSYR760 SZSWZ748 TCTCA796 TDTCD148 TFATF260 TGTGO768 THTHA764 TJTJK762 TKTKL772 TLTLS626
  TMTKM795 TNTUN788 TOTON776 TRTUR792 TTTTO780 TVTUV798 TWTWN158 TZTZA834 UAUKR804 UGUGA800 UMUMI581 USUSA840 UYURY858
  UZUZB860 VAVAT336 VCVCT670 VEVEN862 VGVGB092 VIVIR850 VNVNM704 VUVUT548 WFWLF876 WSWSM882 YEYEM887 YTMYT175 ZAZAF710
  ZMZMB894 ZWZWE716
`;

/** FIPS code, two letters and name of each state. */
const STATES = `
  01 AL Alabama, 02 AK Alaska, 04 AZ Arizona, 05 AR Arkansas, 06 CA California, 08 CO Colorado, 09 CT Connecticut, 10 DE
  Delaware, 11 DC District of Columbia, 12 FL Florida, 13 GA Georgia, 15 HI Hawaii, 16 ID Idaho, 17 IL Illinois, 18 IN
  Indiana, 19 IA Iowa, 20 KS Kansas, 21 KY Kentucky, 22 LA Louisiana, 23 ME Maine, 24 MD Maryland, 25 MA Massachusetts,
  26 MI Michigan, 27 MN Minnesota, 28 MS Mississippi, 29 MO Missouri, 30 MT Montana, 31 NE Nebraska, 32 NV Nevada, 33 NH
  New Hampshire, 34 NJ New Jersey, 35 NM New Mexico, 36 NY New York, 37 NC North Carolina, 38 ND North Dakota, 39 OH
  Ohio, 40 OK Oklahoma, 41 OR Oregon, 42 PA Pennsylvania, 44 RI Rhode Island, 45 SC South Carolina, 46 SD South Dakota,
  47 TN Tennessee, 48 TX Texas, 49 UT Utah, 50 VT Vermont, 51 VA Virginia, 53 WA Washington, 54 WV West Virginia, 55 WI
  Wisconsin, 56 WY Wyoming
`;

/** Names in use that the system's own list of names does not give. */
const ALIASES: Record<string, string> = {
  america: "US",
  "united states of america": "US",
  uk: "GB",
  britain: "GB",
  "great britain": "GB",
  holland: "NL",
  "the netherlands": "NL",
  uae: "AE",
  turkey: "TR",
  "czech republic": "CZ",
  korea: "KR",
  "republic of korea": "KR",
  "russian federation": "RU",
  "viet nam": "VN",
  swaziland: "SZ",
  macedonia: "MK",
  "cape verde": "CV",
  "east timor": "TL",
  "ivory coast": "CI",
  burma: "MM",
};

/** Marks, points and case do not tell places apart. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/&/g, " and ")
    .replace(/\./g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

interface Places {
  ids: ReadonlyMap<string, string>;
  names: ReadonlyMap<string, string>;
}

function countries(): Places {
  const display = new Intl.DisplayNames("en", { type: "region" });
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  const byTwo = new Map<string, string>();
  for (const entry of COUNTRIES.trim().split(/\s+/)) {
    const [two, three, id] = [entry.slice(0, 2), entry.slice(2, 5), entry.slice(5)];
    const name = display.of(two) ?? two;
    for (const text of [two, three, name]) ids.set(plain(text), id);
    names.set(id, name);
    byTwo.set(two, id);
  }
  for (const [alias, two] of Object.entries(ALIASES)) ids.set(alias, byTwo.get(two) ?? "");
  return { ids, names };
}

function states(): Places {
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [, id = "", two = "", name = ""] of STATES.matchAll(/(\d\d) ([A-Z]{2}) ([^,]+)/g)) {
    const written = name.replace(/\s+/g, " ").trim();
    for (const text of [two, `US-${two}`, written]) ids.set(plain(text), id);
    names.set(id, written);
  }
  ids.set(plain("Washington, D.C."), "11");
  return { ids, names };
}

const made: Partial<Record<MapOf, Places>> = {};
const MAKE: Record<MapOf, () => Places> = { world: countries, us: states };

function placesOf(map: MapOf): Places {
  const places = made[map] ?? MAKE[map]();
  made[map] = places;
  return places;
}

/** The place that a text means; null when it means none. */
export const placeId = (map: MapOf, text: string): string | null => placesOf(map).ids.get(plain(text)) ?? null;

export const placeName = (map: MapOf, id: string): string => placesOf(map).names.get(id) ?? id;

/** The map on which a column's values stand, by its name. */
export function mapOfColumn(name: string): MapOf | null {
  if (/(^|_)(states?|state_province|province)(_|$)/i.test(name)) return "us";
  return /(^|_)countr(y|ies)(_|$)/i.test(name) ? "world" : null;
}

export interface Placed {
  id: string;
  name: string;
  value: number;
}

export interface OnMap {
  places: Placed[];
  /** Values that mean no place. */
  unplaced: number;
  /** Values left out because their place has a figure already, to which theirs cannot be added. */
  doubled: number;
}

/** Figures by place. `US` and `USA` are one, whose figures are added up where that is right; else the first that came stays. */
export function onMap(
  map: MapOf,
  rows: readonly (readonly [text: string | null, value: number])[],
  adds: boolean,
): OnMap {
  const found = new Map<string, Placed>();
  let unplaced = 0;
  let doubled = 0;
  for (const [text, value] of rows) {
    const id = text === null ? null : placeId(map, text);
    if (id === null) {
      unplaced += 1;
      continue;
    }
    const known = found.get(id);
    if (!known) found.set(id, { id, name: placeName(map, id), value });
    else if (adds) known.value += value;
    else doubled += 1;
  }
  return { places: [...found.values()], unplaced, doubled };
}
