using System.Text;
using ReferralSilo.Api.Intake;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Tests.Intake;

public sealed class SubmissionBodyTests
{
    [Fact]
    public void Unknown_words_of_optional_lists_are_removed_with_a_warning()
    {
        var (input, warnings) = Read("""
            {
              "serviceLine": "x", "model": "hot-handoff", "patient": { "givenName": "D", "preferredChannel": "fax" },
              "preferences": { "visitType": "in-person" },
              "consents": [
                { "kind": "pigeon", "given": true }, { "kind": "sms", "given": true }, { "kind": "fax", "given": false }
              ]
            }
            """);
        Assert.Equal(["/consents/0/kind pigeon", "/consents/2/kind fax", "/model hot-handoff",
            "/patient/preferredChannel fax", "/preferences/visitType in-person"],
            warnings.Select(w => $"{w.Field} {w.Value}").Order(StringComparer.Ordinal));
        Assert.All(warnings, w => Assert.Equal("value-unknown", w.Code));
        Assert.Equal(ConsentKind.Sms, input!.Consents!.Single().Kind);
    }

    [Theory]
    [InlineData("""{"priority":"very-urgent"}""")]
    [InlineData("""{"model":"hot","priority":"very-urgent"}""")]
    [InlineData("""{"model":1}""")]
    [InlineData("""{"model":"hot","nope":1}""")]
    [InlineData("""{"model":"hot","model":"warm-handoff"}""")]
    [InlineData("""{"consents":[{"kind":3,"given":true}]}""")]
    [InlineData("""{"model":"hot","needBy":"2031-03-03"}""")]
    [InlineData("""{"model":"hot","visitGoal":1}""")]
    public void Required_or_wrongly_typed_values_are_refused(string json)
    {
        var warnings = new List<IntakeWarning>();
        Assert.Equal("invalid-input", SubmissionBody.Parse(Encoding.UTF8.GetBytes(json), warnings).Problem?.Code);
    }

    [Fact]
    public void Too_long_text_is_refused_also_with_an_unknown_word() => Assert.Equal(
        ["/visitGoal"],
            SubmissionBody.Parse(
            Encoding.UTF8.GetBytes($$"""{"model":"hot","visitGoal":"{{new string('x', 2_001)}}"}"""),
            []).Problem!.Errors!.Keys);

    private static (SubmitReferral? Input, List<IntakeWarning> Warnings) Read(string json)
    {
        var warnings = new List<IntakeWarning>();
        var body = SubmissionBody.Parse(Encoding.UTF8.GetBytes(json), warnings);
        Assert.Null(body.Problem);
        return (body.Value, warnings);
    }
}
