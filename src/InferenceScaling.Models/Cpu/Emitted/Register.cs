namespace InferenceScaling.Models.Cpu.Emitted;

/// <summary>Registers that a System V function need not keep, by their number in instructions.</summary>
internal enum Register
{
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rsi = 6,
    Rdi = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
}
