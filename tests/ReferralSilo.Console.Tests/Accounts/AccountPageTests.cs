using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Accounts;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Accounts;

/// <summary>The pages of staff and machine clients.</summary>
public sealed class AccountPageTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();
    private readonly FakeAccountsApi _accounts = new();

    public AccountPageTests() => _circuit.Services.AddSingleton<IAccountsApi>(_accounts);

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void New_account_is_sent_as_chosen_and_its_password_is_shown_once()
    {
        var page = _circuit.Render<StaffPage>();

        page.Find("[data-action=new-account]").Click();
        page.Find("[data-field=user]").Change("maria");
        page.Find("[data-field=name]").Change("Maria");
        page.Find("[data-role=clinician]").Change(true);
        page.Find("[data-line='*']").Change(false);
        page.Find("[data-line=derm]").Change(true);
        page.Find("[data-field=clinician]").Change("dr-a");
        page.Find("[data-testid=account-form]").Submit();

        var sent = Assert.IsType<StaffInput>(Assert.Single(_accounts.Sent));
        Assert.Equal("maria", sent.User);
        Assert.Equal(["clinician"], sent.Roles);
        Assert.Equal(["derm"], sent.ServiceLines!);
        Assert.Equal("dr-a", sent.Clinician);
        Assert.Null(sent.Source);
        Assert.Equal(FakeAccountsApi.Secret, page.Find("[data-testid=secret]").TextContent);
        Assert.NotNull(page.Find("[data-user=maria]"));
        page.Find("[data-action=secret-seen]").Click();
        Assert.DoesNotContain(FakeAccountsApi.Secret, page.Markup);
    }

    [Fact]
    public void Refusal_names_the_fields_and_keeps_the_form()
    {
        _accounts.Refusal = new Problem(400, "invalid-input", "x",
            new Dictionary<string, string[]> { ["/roles"] = ["At least one role."] });
        var page = _circuit.Render<StaffPage>();

        page.Find("[data-action=new-account]").Click();
        page.Find("[data-field=user]").Change("maria");
        page.Find("[data-testid=account-form]").Submit();

        Assert.Contains("Roles: At least one role.", page.Find("[data-testid=refusal]").TextContent);
        Assert.Equal("maria", page.Find("[data-field=user]").GetAttribute("value"));
    }

    [Fact]
    public void Account_is_disabled_only_after_a_question()
    {
        _accounts.People.Add(new("nora", "Nora", [Roles.TriageNurse], ["*"], null, null, false, false));
        var page = _circuit.Render<StaffPage>();

        page.Find("[data-action=disable]").Click();
        Assert.Empty(_accounts.Sent);
        page.Find("[data-action=refrain]").Click();
        page.Find("[data-action=disable]").Click();
        page.Find("[data-action=confirm]").Click();

        Assert.Equal(("nora", true), Assert.Single(_accounts.Sent));
        Assert.Equal("true", page.Find("[data-user=nora]").GetAttribute("data-disabled"));
        Assert.NotNull(page.Find("[data-action=enable]"));
    }

    [Fact]
    public async Task Second_click_while_an_answer_is_awaited_sends_nothing()
    {
        var answer = new TaskCompletionSource();
        _accounts.Answered = answer.Task;
        var page = _circuit.Render<StaffPage>();
        page.Find("[data-action=new-account]").Click();
        page.Find("[data-field=user]").Change("maria");

        page.Find("[data-testid=account-form]").Submit();
        Assert.True(page.Find("[data-action=save]").HasAttribute("disabled"));
        page.Find("[data-testid=account-form]").Submit();
        answer.SetResult();

        await page.WaitForAssertionAsync(() => Assert.Single(_accounts.Sent));
    }

    [Fact]
    public void Lists_that_cannot_be_read_say_so_and_are_read_again()
    {
        _accounts.Unreadable = new Problem(403, "forbidden", "Your role does not allow this.");
        var (staff, clients) = (_circuit.Render<StaffPage>(), _circuit.Render<MachineClientsPage>());
        Assert.Equal("forbidden", staff.Find("[data-testid=notice]").GetAttribute("data-notice"));
        Assert.Equal("forbidden", clients.Find("[data-testid=notice]").GetAttribute("data-notice"));

        _accounts.Unreadable = null;
        clients.Find("[data-action=load-again]").Click();

        Assert.Contains("No machine clients yet", clients.Markup);
    }

    [Fact]
    public void New_client_shows_its_secret_once()
    {
        var page = _circuit.Render<MachineClientsPage>();

        page.Find("[data-action=new-client]").Click();
        page.Find("[data-field=id]").Change("ehr");
        page.Find("[data-field=name]").Change("EHR");
        page.Find("[data-role=service]").Change(true);
        page.Find("[data-testid=client-form]").Submit();

        Assert.Equal(["*"], Assert.IsType<ClientInput>(Assert.Single(_accounts.Sent)).ServiceLines!);
        Assert.Equal(FakeAccountsApi.Secret, page.Find("[data-testid=secret]").TextContent);
        page.Find("[data-action=rotate]").Click();
        page.Find("[data-action=confirm]").Click();
        Assert.Contains(FakeAccountsApi.Secret, page.Markup);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Menu_has_accounts_only_for_those_who_manage_them(bool manages)
    {
        var session = new SessionView("a", "A", [], null, null, ["wallboard"], []) { ManagesStaff = manages };

        Assert.Equal(manages ? ["wallboard", "staff", "machine-clients"] : ["wallboard"], Place.OpenScreens(session));
    }
}
