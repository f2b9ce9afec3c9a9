using Bunit;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Conversations;

/// <content>The alerts to people on call, and a number that belongs to others now.</content>
public sealed partial class ConversationPageTests
{
    [Fact]
    public async Task A_number_that_passed_to_others_is_neither_called_nor_written_to()
    {
        Api.Views.Add(View("c1", "Can we come later?") with { PassedOnAt = ARow.Now });
        var page = await Open();

        Assert.Contains("Do not call it", page.Find("[data-testid=passed-on]").Shown());
        Assert.Empty(page.FindAll("[data-action=reply]"));
        Assert.Empty(page.FindAll("header a[href^=tel]"));
        Assert.NotNull(page.Find("[data-action=close]"));
    }

    [Fact]
    public async Task The_alerts_to_people_on_call_are_shown_with_the_emergency()
    {
        Api.Views.Add(View("c1", "I want to die") with
        {
            Emergency = new(ARow.Now, "988", null),
            OnCall = new OnCallView(ARow.Now.AddMinutes(4),
            [
                new("ann-lee", MessageChannel.Sms, ARow.Now.AddMinutes(-2), false, null)
                {
                    Waits = "sender-stopped",
                },
                new("sue", MessageChannel.Email, ARow.Now.AddMinutes(-1), true, null),
            ], false),
        });
        var page = await Open();

        Assert.Equal(["Ann Lee: alert by text 2 min ago: not sent: the provider refuses our number until an "
            + "administrator has registered it", "Sue Supervisor, supervisor, alerted by email 1 min ago"],
            page.FindAll("[data-testid=on-call-alert]").Select(a => a.Shown()));
    }
}
