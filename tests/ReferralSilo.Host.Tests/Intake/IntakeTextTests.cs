using System.Text.Json;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Tests.Intake;

public sealed class IntakeTextTests
{
    private static readonly string[] Own =
    [
        "", " ", "null", "\0", "\u0001x", "a\u0085b", "\uD800", "x\uDC00y", "\uFFFE", "\uFDD0", "e\u0301", "\u202Eevil",
        "👩‍👩‍👧", "\u200B",
        "' OR 1=1 --", "<script>alert(1)</script>", "${jndi:ldap://x}", "../../etc/passwd", new('a', 100_000),
        new('\u0301', 3_000),
        "ﷺ", "1e400", "-0", "٣", "Ω≈ç√", "\u2028", "%00", "\r\n", "﷽﷽﷽", "Z\u0351\u036B", "\uDBFF\uDFFF",
    ];

    [Fact]
    public void Text_is_trimmed_composed_and_has_newlines_as_line_ends()
    {
        var submission = AnInput.Accepted(AnInput.Full with { VisitGoal = "  one\r\ntwo\tthree\r " });
        Assert.Equal("one\ntwo\tthree", submission.VisitGoal);
        var patient = AnInput.Accepted(AnInput.With(AnInput.Patient with { GivenName = " Rene\u0301 " })).Patient;
        Assert.Equal("Ren\u00E9", patient.Name.Given);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\u001Bb")]
    [InlineData("a\u009Fb")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u2066b")]
    [InlineData("a\uFFFFb")]
    public void Forbidden_characters_are_removed_with_a_warning(string name) =>
        Assert.Equal("ab", AnInput.Warned(AnInput.With(AnInput.Patient with { FamilyName = name }),
            "/patient/familyName characters-dropped").Patient.Name.Family);

    [Fact]
    public void Invisible_characters_are_removed_except_those_that_scripts_and_emoji_need()
    {
        var patient = AnInput.Patient with { GivenName = "Da\u200Bna\u00AD",
            FamilyName = "می\u200Cخواهم 👩‍👩‍👧 ❤\uFE0F" };
        var name = AnInput.Warned(AnInput.With(patient)).Patient.Name;
        Assert.Equal(("Dana", patient.FamilyName), (name.Given, name.Family));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_removed()
    {
        Assert.Equal("x", AnInput.Warned(AnInput.Full with { Payer = "x\uD800" }, "/payer characters-dropped").Payer);
        Assert.Null(AnInput.Warned(AnInput.Full with { VisitGoal = "\uDC00" },
            "/visitGoal characters-dropped").VisitGoal);
    }

    [Fact]
    public void Texts_and_names_have_limits()
    {
        AnInput.Accepted(AnInput.Full with { VisitGoal = new('x', 2_000), Payer = new('x', 200) });
        AnInput.Refused(AnInput.Full with { VisitGoal = new('x', 2_001), Payer = new('x', 201) }, "/payer",
            "/visitGoal");
    }

    public static TheoryData<string> Fields() => [.. FieldSetters.Keys];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Any_string_in_any_field_returns_a_value_or_errors(string field)
    {
        var shared = SharedData.Find("naughty-strings.json") is { } path
            ? JsonSerializer.Deserialize<string[]>(File.ReadAllText(path))! : [];
        foreach (var text in Own.Concat(shared))
        {
            var parsed = AnInput.Parse(FieldSetters[field](text));
            Assert.True(parsed.Value is null == parsed.Errors.Count > 0, field);
            Assert.All(parsed.Errors.Keys, pointer => Assert.StartsWith("/", pointer));
        }
    }

    private static readonly Dictionary<string, Func<string, SubmitReferral>> FieldSetters = new()
    {
        ["serviceLine"] = t => AnInput.Full with { ServiceLine = t },
        ["source"] = t => AnInput.Full with { Source = t },
        ["tracking"] = t => AnInput.Full with { Tracking = new(t, t, new(t, t, t, t, t)) },
        ["referrer.name"] = t => AnInput.Full with { Referrer = new(t) },
        ["referrer.npi"] = t => AnInput.Full with { Referrer = new(null, t) },
        ["referrer.phone"] = t => AnInput.Full with { Referrer = new(null, null, t) },
        ["reason.text"] = t => AnInput.Full with { Reason = new(t) },
        ["reason.codes"] = t => AnInput.Full with { Reason = new(null, [new(t, t, t)]) },
        ["visitGoal"] = t => AnInput.Full with { VisitGoal = t },
        ["patient.names"] = t => AnInput.With(AnInput.Patient with { GivenName = t, FamilyName = t }),
        ["patient.birthDate"] = t => AnInput.With(AnInput.Patient with { BirthDate = t }),
        ["patient.country"] = t => AnInput.With(AnInput.Patient with { Location = new(t, "CO") }),
        ["patient.state"] = t => AnInput.With(AnInput.Patient with { Location = new("US", t) }),
        ["patient.timeZone"] = t => AnInput.With(AnInput.Patient with { TimeZone = t }),
        ["patient.language"] = t => AnInput.With(AnInput.Patient with { Language = t }),
        ["patient.phones"] = t => AnInput.With(AnInput.Patient with { Phones = [t, t] }),
        ["patient.email"] = t => AnInput.With(AnInput.Patient with { Email = t }),
        ["preferences"] = t => AnInput.Full with { Preferences = new(null, [new([t], t, t)], t) },
        ["consents"] = t => AnInput.Full with { Consents = [new(ReferralSilo.Contracts.ConsentKind.Sms, true, t)] },
        ["payer"] = t => AnInput.Full with { Payer = t },
        ["identifiers"] = t => AnInput.Full with { Identifiers = [new(t, t)] },
        ["trigger"] = t => AnInput.Full with { Trigger = t },
    };
}
