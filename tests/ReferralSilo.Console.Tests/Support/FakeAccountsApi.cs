using ReferralSilo.Contracts.Accounts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Keeps accounts in memory and records what was sent.</summary>
internal sealed class FakeAccountsApi : IAccountsApi
{
    public const string Secret = "7F3K-9Q2M-0XTB-1234";

    public List<StaffView> People { get; } = [];

    public List<ClientView> Machines { get; } = [];

    public List<object> Sent { get; } = [];

    /// <summary>The answer of the next call that changes something; null for success.</summary>
    public Problem? Refusal { get; set; }

    /// <summary>The answer of the lists; null for success.</summary>
    public Problem? Unreadable { get; set; }

    /// <summary>Completes the calls that change something.</summary>
    public Task Answered { get; set; } = Task.CompletedTask;

    public Task<Answer<IReadOnlyList<StaffView>>> Staff(CancellationToken ct = default) =>
        Task.FromResult(new Answer<IReadOnlyList<StaffView>>(Unreadable is null ? [.. People] : null, Unreadable));

    public Task<Answer<StaffView>> Create(StaffInput input, CancellationToken ct = default) => Change(input,
        new StaffView(input.User, input.Name, input.Roles, input.ServiceLines ?? [], input.Source, input.Clinician,
            false, true) { OneTimePassword = Secret });

    public Task<Answer<StaffView>> Change(StaffInput input, CancellationToken ct = default) => Change(input,
        new StaffView(input.User, input.Name, input.Roles, input.ServiceLines ?? [], input.Source, input.Clinician,
            false, false));

    public Task<Answer<StaffView>> SetDisabled(string user, bool disabled, CancellationToken ct = default) =>
        Change((user, disabled), People.Single(p => p.User == user) with { Disabled = disabled });

    public Task<Answer<StaffView>> ResetPassword(string user, CancellationToken ct = default) =>
        Change(user, People.Single(p => p.User == user) with { OneTimePassword = Secret });

    public Task<Answer<IReadOnlyList<ClientView>>> Clients(CancellationToken ct = default) =>
        Task.FromResult(new Answer<IReadOnlyList<ClientView>>(Unreadable is null ? [.. Machines] : null, Unreadable));

    public async Task<Answer<ClientView>> Create(ClientInput input, CancellationToken ct = default)
    {
        await Answered;
        Sent.Add(input);
        if (Refusal is not null) return new(null, Refusal);
        var made = new ClientView(input.Id, input.Name, input.Roles, input.ServiceLines ?? [], input.Source, false);
        Machines.Add(made);
        return new(made with { Secret = Secret }, null);
    }

    public Task<Answer<ClientView>> Rotate(string id, CancellationToken ct = default) =>
        Task.FromResult(new Answer<ClientView>(Machines.Single(m => m.Id == id) with { Secret = Secret }, null));

    public Task<Answer<ClientView>> SetClientDisabled(string id, bool disabled, CancellationToken ct = default) =>
        Task.FromResult(new Answer<ClientView>(Machines.Single(m => m.Id == id) with { Disabled = disabled }, null));

    public Task<AccountChoices> Choices(CancellationToken ct = default) => Task.FromResult(new AccountChoices(
        new Dictionary<string, string> { ["derm"] = "Dermatology" },
        new Dictionary<string, string> { ["dr-a"] = "Dr. Adams" },
        new Dictionary<string, string> { ["lake"] = "Lakeside" }));

    private async Task<Answer<StaffView>> Change(object sent, StaffView changed)
    {
        await Answered;
        Sent.Add(sent);
        if (Refusal is not null) return new(null, Refusal);
        People.RemoveAll(p => p.User == changed.User);
        People.Add(changed with { OneTimePassword = null });
        return new(changed, null);
    }
}
