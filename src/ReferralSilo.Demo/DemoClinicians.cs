using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using static ReferralSilo.Demo.DemoServiceLines;

namespace ReferralSilo.Demo;

/// <summary>A clinician of the demo with recurring availability in the clinician's own time zone.</summary>
public sealed record DemoClinician(string Id, ClinicianInput Profile, AvailabilityInput Availability);

/// <summary>
/// The twenty clinicians. Each service line has a clinician for Colorado on every day of the week, also on weekends and
/// in the evening. So a slot always starts within the next 24 hours.
/// </summary>
public static class DemoClinicians
{
    private const string Denver = "America/Denver";
    private const string Phoenix = "America/Phoenix";

    private static readonly IReadOnlyList<string> Weekdays = ["mon", "tue", "wed", "thu", "fri"];
    private static readonly IReadOnlyList<string> Everyday = [.. Weekdays, "sat", "sun"];

    private static readonly IReadOnlyList<AvailabilityWindow> Days =
        [W(Weekdays, "08:00", "12:00"), W(Weekdays, "13:00", "17:00")];
    private static readonly IReadOnlyList<AvailabilityWindow> Early = [W(Weekdays, "07:00", "13:00")];
    private static readonly IReadOnlyList<AvailabilityWindow> Late =
        [W(Weekdays, "12:00", "16:00"), W(Weekdays, "17:00", "20:30")];
    private static readonly IReadOnlyList<AvailabilityWindow> Part = [W(["mon", "wed", "fri"], "09:00", "15:00")];
    private static readonly IReadOnlyList<AvailabilityWindow> PartLate =
        [W(["tue", "thu"], "12:00", "20:00"), W(["sat"], "09:00", "13:00")];
    private static readonly IReadOnlyList<AvailabilityWindow> Weekend =
        [W(["fri"], "14:00", "20:00"), W(["sat", "sun"], "09:00", "18:00")];
    private static readonly IReadOnlyList<AvailabilityWindow> Evenings = [W(Everyday, "17:00", "21:30")];

    private static readonly IReadOnlyList<VisitLength> Half = [new(VisitType.Video, 30), new(VisitType.Phone, 30)];
    private static readonly IReadOnlyList<VisitLength> Long = [new(VisitType.Video, 45), new(VisitType.Phone, 30)];
    private static readonly IReadOnlyList<VisitLength> Hour = [new(VisitType.Video, 60), new(VisitType.Phone, 45)];
    private static readonly IReadOnlyList<VisitLength> VideoHalf = [new(VisitType.Video, 30)];

    public static IReadOnlyList<DemoClinician> All { get; } =
    [
        Of("dr-adams", "Dr. Cleo Adams", Denver, [BehavioralHealth], ["CO", "WY", "NM"], ["en", "es"], Long, Days,
            buffer: 10, limit: 12),
        Of("dr-baker", "Dr. Hannah Baker", Denver, [BehavioralHealth], ["CO", "UT"], ["en"], Hour, Late, buffer: 15,
            limit: 8, min: 18),
        Of("dr-castillo", "Dr. Rafael Castillo", Denver, [BehavioralHealth], ["CO", "NM", "AZ"], ["es", "en"], Half,
            Evenings),
        Of("dr-dubois", "Dr. Marc Dubois", Denver, [BehavioralHealth], ["CO", "WY"], ["en", "fr"], Long, Weekend,
            buffer: 10),
        Of("dr-eriksen", "Dr. Signe Eriksen", Denver, [BehavioralHealth], ["UT", "WY"], ["en"], Half, Days, buffer: 5,
            min: 13, max: 25),
        Of("dr-flores", "Dr. Lucia Flores", Phoenix, [BehavioralHealth], ["AZ", "NM", "CO"], ["en", "es"], Half, Part,
            buffer: 5),
        Of("dr-garcia", "Dr. Tomas Garcia", Phoenix, [BehavioralHealth, ChronicCare], ["AZ", "NM"], ["es", "en"], Half,
            Early),
        Of("dr-hayes", "Dr. Nia Hayes", Denver, [Dermatology], ["CO", "WY", "UT"], ["en"], VideoHalf, Days, limit: 14),
        Of("dr-ibrahim", "Dr. Yusuf Ibrahim", Denver, [Dermatology], ["CO", "NM"], ["en", "ar"], VideoHalf, Late,
            buffer: 5),
        Of("dr-jensen", "Dr. Freja Jensen", Denver, [Dermatology], ["CO", "WY"], ["en"], VideoHalf, Weekend),
        Of("dr-kim", "Dr. Sora Kim", Denver, [Dermatology], ["CO", "UT", "AZ"], ["en", "ko"], VideoHalf, Evenings,
            buffer: 5),
        Of("dr-lopez", "Dr. Elena Lopez", Phoenix, [Dermatology], ["AZ", "NM", "CO"], ["es", "en"], VideoHalf, Part),
        Of("dr-moreau", "Dr. Claire Moreau", Denver, [Dermatology], ["UT", "WY"], ["en", "fr"], VideoHalf, Early,
            buffer: 5, max: 18),
        Of("dr-nguyen", "Dr. Linh Nguyen", Denver, [ChronicCare], ["CO", "WY", "UT"], ["en", "vi"], Half, Days,
            buffer: 5, limit: 14),
        Of("dr-okafor", "Dr. Chidi Okafor", Denver, [ChronicCare], ["CO", "NM", "AZ"], ["en"], Long, Late, buffer: 10),
        Of("dr-patel", "Dr. Anjali Patel", Denver, [ChronicCare], ["CO", "UT"], ["en", "hi"], Half, Evenings),
        Of("dr-quinn", "Dr. Maeve Quinn", Denver, [ChronicCare], ["CO", "WY"], ["en"], Half, Weekend, buffer: 5),
        Of("dr-reyes", "Dr. Isabel Reyes", Phoenix, [ChronicCare], ["AZ", "NM", "UT"], ["es", "en"], Half, Days,
            buffer: 5),
        Of("dr-silva", "Dr. Bruno Silva", "America/New_York", [ChronicCare], ["CO", "WY", "AZ"], ["en", "pt"], Hour,
            Early, buffer: 15),
        Of("dr-thompson", "Dr. Wes Thompson", Denver, [Dermatology, ChronicCare], ["CO", "WY", "NM", "UT", "AZ"],
            ["en"], Half, PartLate, buffer: 10),
    ];

    private static DemoClinician Of(
        string id, string name, string zone, IReadOnlyList<string> lines, IReadOnlyList<string> states,
            IReadOnlyList<string> languages,
        IReadOnlyList<VisitLength> visits, IReadOnlyList<AvailabilityWindow> windows, int buffer = 0, int? min = null,
            int? max = null, int? limit = null) =>
        new(id, new ClinicianInput(name, zone, lines, states, languages, visits, buffer, min, max, limit),
            new AvailabilityInput(windows));

    private static AvailabilityWindow W(IReadOnlyList<string> days, string from, string to) => new(days, from, to);
}
