using System.Text;
using System.Text.Json.Serialization;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class ReferralJsonTests
{
    [Fact]
    public void An_event_is_stored_under_its_wire_name()
    {
        ReferralEvent claimed = new ReferralEvent.Claimed(new StaffClaim("nora", Minutes(15)));

        Assert.Equal("claimed", ReferralJson.WireName(claimed));
        Assert.Equal("""{"event":"claimed","claim":{"by":"nora","expiresAt":"2031-03-03T09:15:00Z"}}""",
            Encoding.UTF8.GetString(ReferralJson.Form.WriteEvent(claimed)));
    }

    [Theory]
    [InlineData(typeof(ReferralEvent))]
    [InlineData(typeof(Referral))]
    public void Every_case_of_a_family_has_a_wire_name_and_no_name_is_used_twice(Type family)
    {
        var cases = family.GetNestedTypes().Where(t => t.IsSubclassOf(family)).ToList();
        var named = family.GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .ToList();

        Assert.Equivalent(cases, named.Select(n => n.DerivedType), strict: true);
        Assert.Equal(named.Count, named.Select(n => n.TypeDiscriminator).Distinct().Count());
        Assert.All(named, n => Assert.Matches("^[a-z]+(-[a-z]+)*$", (string)n.TypeDiscriminator!));
    }

    [Fact]
    public void Logged_referrals_and_events_contain_no_personal_data()
    {
        var log = string.Concat(Received().ToString(), Received().Case.Submission.Patient.ToString(),
            string.Concat(((Referral?)null).Events(new Submit(new ReferralId("r2"), Submission(), Number))
                .Select(e => e.ToString())));

        foreach (var secret in (string[])["Dana", "Okafor", "1988", "3035550123"]) Assert.DoesNotContain(secret, log);
    }
}
