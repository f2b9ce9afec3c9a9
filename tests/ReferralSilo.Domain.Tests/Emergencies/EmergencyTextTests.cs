using System.Runtime.CompilerServices;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Emergencies;

namespace ReferralSilo.Domain.Tests.Emergencies;

/// <summary>200 referral texts as practices, schools and patients write them. Every emergency must be found; at most
/// one in ten of the other texts may alarm.</summary>
public sealed class EmergencyTextTests(ITestOutputHelper output)
{
    private static readonly LocalDate Today = new(2026, 11, 29);

    [Fact]
    public void No_emergency_of_200_referral_texts_is_missed_and_at_most_one_in_ten_of_the_others_alarms()
    {
        var texts = Texts().ToList();
        var (missed, falseAlarms) = Errors(texts);
        var (heldMissed, heldFalse) = Errors([.. texts.Where((_, i) => IsHeldBack(i + 1))]);
        var calm = texts.Count(t => t.Expected != EmergencyConcern.Emergency);
        output.WriteLine($"{texts.Count} texts: missed {missed.Count}, false alarms {falseAlarms.Count} of {calm}; "
            + $"of the 60 held back while tuning: missed {heldMissed.Count}, false alarms {heldFalse.Count}.");
        foreach (var text in missed) output.WriteLine("missed: " + text);
        foreach (var text in falseAlarms) output.WriteLine("false alarm: " + text);

        Assert.Equal(200, texts.Count);
        Assert.Empty(missed);
        Assert.True(falseAlarms.Count * 10 <= calm, $"{falseAlarms.Count} of {calm} alarm falsely.");
    }

    [Fact]
    public void No_emergency_in_the_words_of_another_author_is_missed_and_at_most_one_in_ten_of_the_others_alarms()
    {
        var texts = Lines("unseen-texts.tsv").ToList();
        var emergencies = texts.Where(t => t.Expected == "emergency").ToList();
        var calm = texts.Where(t => t.Expected == "calm").ToList();

        Assert.Equal((96, 90), (emergencies.Count, calm.Count));
        Assert.All(emergencies, t => Assert.Equal(EmergencyConcern.Emergency, Detect(t.Text)));
        Assert.InRange(calm.Count(t => Detect(t.Text) == EmergencyConcern.Emergency), 0, calm.Count / 10);
    }

    [Theory]
    [InlineData("http://hl7.org/fhir/sid/icd-10", "R45.851")]
    [InlineData("urn:epic:dx", "R45851")]
    [InlineData("", "R45.851")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", "R45-851")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", "F41.1; R45.851")]
    [InlineData("urn:epic:dx", "R45.851 - Suicidal ideations")]
    [InlineData("http://hl7.org/fhir/sid/icd-10", "T39.1X2A")]
    [InlineData("", "t14.91xd")]
    public void A_code_of_an_emergency_under_another_system_or_with_words_in_it_alarms(string system, string code) =>
        Assert.Equal(EmergencyConcern.Emergency,
            EmergencyDetector.Detect([], [new ConceptCode(system, code)], Today)?.Concern);

    [Theory]
    [InlineData("urn:hcpcs", "T4522")]
    [InlineData("http://hl7.org/fhir/sid/icd-10", "T39.1X1A")]
    [InlineData("http://snomed.info/sct", "21897009")]
    public void A_code_of_something_else_does_not_alarm(string system, string code) =>
        Assert.Null(EmergencyDetector.Detect([], [new ConceptCode(system, code)], Today));

    [Theory]
    [InlineData("almost died from an overdose last week")]
    [InlineData("nearly died by suicide on Sunday")]
    [InlineData("could have died by overdose")]
    [InlineData("Never felt this suicidal")]
    [InlineData("nunca habia estado tan suicida")]
    [InlineData("no SI before this week")]
    [InlineData("C-SSRS positive, high risk")]
    [InlineData("PHQ9 item 9 = 3")]
    [InlineData("took 8000 mg tylenol")]
    [InlineData("denies SI but took an overdose yesterday")]
    [InlineData("Denies SI, overdosed last night")]
    [InlineData("Denies SI, recent overdose on Tylenol")]
    [InlineData("Denies SI - overdosed last night")]
    [InlineData("Does not deny suicidal ideation")]
    [InlineData("no longer denies suicidal ideation")]
    [InlineData("cannot deny suicidal thoughts")]
    [InlineData("never denied suicidal thoughts")]
    [InlineData("not without suicidal thoughts")]
    [InlineData("No, she wants to die")]
    [InlineData("No appetite. Suicidal.")]
    [InlineData("No sleep\nSuicidal")]
    [InlineData("No hope, suicidal thoughts")]
    [InlineData("no doubt she is suicidal")]
    [InlineData("not only sad, suicidal")]
    [InlineData("not sure if suicidal")]
    [InlineData("Initially denied SI")]
    [InlineData("Denies suicidal ideation but has a plan and pills at home")]
    [InlineData("Denies SI except when drinking")]
    [InlineData("Denies SI; guarded, minimizes")]
    [InlineData("Suicidal thoughts no plan")]
    [InlineData("Suicidal ideation: no sleep")]
    [InlineData("suicidal ideation denied by mother but patient endorses")]
    [InlineData("History of depression, suicidal")]
    [InlineData("history of anxiety and wants to die")]
    [InlineData("history of suicide attempt last week")]
    [InlineData("History of suicidal ideation, now with plan")]
    [InlineData("recent suicide attempt")]
    [InlineData("almost committed suicide")]
    [InlineData("lost hope and thinking of suicide")]
    [InlineData("Mother reports patient attempted suicide")]
    [InlineData("lost her job to restructuring, suicidal")]
    [InlineData("feeling low suicidal thoughts")]
    [InlineData("high suicide risk")]
    [InlineData("hurt himself on purpose at work")]
    [InlineData("No niega ideas suicidas")]
    [InlineData("no puede mas, quiere morir")]
    [InlineData("sin dormir, ideas suicidas")]
    [InlineData("antecedentes de depresion, ideas suicidas")]
    [InlineData("casi se suicidó")]
    [InlineData("Ya no quiere vivir")]
    [InlineData("SELF‑HARM")]
    [InlineData("self.harm")]
    [InlineData("su1cidal")]
    [InlineData("sui cidal")]
    [InlineData("s\u00ADuicide plan")]
    [InlineData("Ｓｕｉｃｉｄｅ")]
    [InlineData("kill\nmyself")]
    [InlineData("KILL   HER-SELF")]
    [InlineData("wants 2 kill himself")]
    [InlineData("OD'd on heroin")]
    [InlineData("pt has si with plan")]
    [InlineData("PT ENDORSES SI")]
    public void Doubtful_texts_alarm(string text) => Assert.Equal(EmergencyConcern.Emergency, Detect(text));

    [Theory]
    [InlineData("no self-harm")]
    [InlineData("No SI/HI.")]
    [InlineData("denies SI, HI, AVH")]
    [InlineData("Denies suicidal ideation but reports poor sleep")]
    [InlineData("overdose of vitamin D as a toddler")]
    [InlineData("Sister died by suicide")]
    [InlineData("niega autolesión")]
    [InlineData("sin ideas suicidas")]
    [InlineData("Son died in 2020 by overdose.")]
    [InlineData("Dermatitis. Patient cut himself shaving and area now itches")]
    [InlineData("Suicide of classmate in October")]
    public void Clearly_denied_texts_do_not_alarm(string text) =>
        Assert.Equal(EmergencyConcern.ReviewFirst, Detect(text));

    [Theory]
    [InlineData("selenium sulfide shampoo, swelling subsided")]
    [InlineData("recibe un subsidio por desempleo")]
    [InlineData("SI joint pain on the right")]
    [InlineData("Si no mejora, llamar. El paciente dice que si tiene comezón")]
    [InlineData("odd rash, overdue vaccines, overdone exercise")]
    [InlineData("her migraine is killing her")]
    [InlineData("painkillers, cut on the finger, burning skin")]
    [InlineData("she is dying to go back to work")]
    [InlineData("corte de pelo, se corta el pelo")]
    [InlineData("took 800 mg ibuprofen for back pain")]
    [InlineData("has taken 50 mg sertraline tablets for 20 weeks")]
    [InlineData("taking melatonin pills to sleep")]
    public void Similar_words_are_not_an_emergency(string text) =>
        Assert.Equal(EmergencyConcern.None, Detect(text));

    [Fact]
    public void Denied_or_past_mentions_are_reviewed_first() =>
        Assert.DoesNotContain(Texts(), t =>
            t.Expected == EmergencyConcern.ReviewFirst && Detect(t.Text) == EmergencyConcern.None);

    [Theory]
    [InlineData("She sold her horse and talks of the bridge by the river")]
    [InlineData("keeps a rope in the closet")]
    [InlineData("feels he is only a burden")]
    [InlineData("Se despidió de sus maestros")]
    [InlineData("hopeless since the divorce")]
    [InlineData("asks how deep the cliff is")]
    public void Risk_words_without_a_phrase_are_reviewed_first(string text) =>
        Assert.Equal(EmergencyConcern.ReviewFirst, Detect(text));

    [Fact]
    public void At_most_one_in_ten_texts_without_an_emergency_has_a_concern()
    {
        var calm = Texts().Where(t => t.Expected == EmergencyConcern.None).ToList();
        Assert.InRange(calm.Count(t => Detect(t.Text) != EmergencyConcern.None), 0, calm.Count / 10);
    }

    private static (List<string> Missed,
        List<string> FalseAlarms) Errors(IReadOnlyList<(EmergencyConcern Expected, string Text)> texts) => (
        [.. texts.Where(t => t.Expected == EmergencyConcern.Emergency && Detect(t.Text) != EmergencyConcern.Emergency)
            .Select(t => t.Text)],
        [.. texts.Where(t => t.Expected != EmergencyConcern.Emergency && Detect(t.Text) == EmergencyConcern.Emergency)
            .Select(t => t.Text)]);

    private static EmergencyConcern Detect(string text) =>
        EmergencyDetector.Detect([text], [], Today)?.Concern ?? EmergencyConcern.None;

    private static bool IsHeldBack(int number) => number % 10 is 3 or 6 or 9;

    private static IEnumerable<(EmergencyConcern Expected, string Text)> Texts() =>
        Lines("referral-texts.tsv").Select(line => (
            ContractsJson.TryParseWireName<EmergencyConcern>(line.Expected, out var expected) ? expected
                : throw new InvalidDataException(line.Expected), line.Text));

    private static IEnumerable<(string Expected, string Text)> Lines(string file, [CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, file)).Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t')).Select(parts => (parts[0], parts[1]));
}
