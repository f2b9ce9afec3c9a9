using System.Net.Http.Json;

namespace ReferralSilo.Benchmarks;

/// <summary>
/// The benchmark's own service lines in the running program: open day and night, with enough clinicians that slots do
/// not run out.
/// </summary>
internal static class JobData
{
    /// <summary>
    /// Callers of turn N are numbered from N times this value and have their own lines, so every turn begins with empty
    /// schedules. Turn 0 is the warm-up.
    /// </summary>
    public const int NumbersPerTurn = 1_000;

    private const int FewestLines = 4;
    private const int CallersPerLine = 16;
    private const int CliniciansPerLine = 12;
    private const int VisitMinutes = 30;

    private static readonly string[] EveryDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Grows with the callers, so that more callers do not cause more conflicts.</summary>
    public static int Lines(int callers) => Math.Max(FewestLines, callers / CallersPerLine);

    public static string Line(int caller, int lines) => $"job-{caller / NumbersPerTurn}-{caller % lines}";

    /// <param name="http">Client of the program.</param>
    /// <param name="turns">Number of turns after the warm-up.</param>
    /// <param name="lines">Number of lines of each turn.</param>
    public static async Task CreateLines(HttpClient http, int turns, int lines)
    {
        foreach (var line in Enumerable.Range(0, turns + 1)
            .SelectMany(turn => Enumerable.Range(0, lines).Select(n => Line(turn * NumbersPerTurn + n, lines))))
        {
            // The callers record visits days before their start.
            await Put(http, $"/api/service-lines/{line}",
                new { name = line, timeZone = "America/Denver", visitRecordableBefore = "P30D" });
            for (var n = 0; n < CliniciansPerLine; n++)
            {
                var clinician = $"/api/clinicians/{line}-{n}";
                await Put(http, clinician, new
                {
                    name = $"Dr. {line}-{n}", timeZone = "America/Denver", serviceLines = new[] { line },
                        licensedStates = new[] { "CO" },
                    visitTypes = new[] { new { visitType = "video", minutes = VisitMinutes } },
                });
                await Put(http, clinician + "/availability",
                    new { windows = new[] { new { days = EveryDay, from = "00:00", to = "24:00" } } });
            }
        }
    }

    /// <summary>The same referral as in the load of the peer, with a unique name.</summary>
    public static object Referral(string line, string priority, string familyName) => new
    {
        serviceLine = line,
        model = "warm-handoff",
        priority,
        reason = new { text = familyName,
            codes = new[] { new { system = "http://hl7.org/fhir/sid/icd-10-cm", code = "F41.0" } } },
        visitGoal = "Evaluation and plan",
        patient = new
        {
            givenName = "Dana", familyName, birthDate = "1988-04-12", location = new { country = "US", state = "CO" },
            timeZone = "America/Denver", language = "en", phones = new[] { "+13035550123" }, email = "dana@example.org",
                preferredChannel = "sms",
        },
        preferences = new { visitType = "video" },
        consents = new[] { new { kind = "sms", given = true, how = "verbal", at = "2026-11-24T00:00:00Z" } },
    };

    private static async Task Put(HttpClient http, string path, object body)
    {
        using var answer = await http.PutAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode)
            throw new CannotMeasureException(
                $"PUT {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
