using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Distillation;

/// <summary>Losses of distillation as functions of logits, in whatever floating-point type these have. Every tensor belongs to the caller's scope.</summary>
internal static class Divergences
{
    /// <summary>The loss of given logits.</summary>
    /// <param name="student">[positions, vocabulary].</param>
    /// <param name="teacher">As many; no gradient goes there.</param>
    /// <param name="targets">[positions]: what is right; null where nothing is, and the divergence is all.</param>
    /// <param name="loss">Which loss.</param>
    public static Tensor Loss(Tensor student, Tensor teacher, Tensor? targets, DistillationLoss loss)
    {
        var divergence = Of(student, teacher, loss).mean();
        return targets is null || loss.CrossEntropyShare == 0
            ? divergence
            : divergence.Times(1 - loss.CrossEntropyShare).Plus(nn.functional.cross_entropy(student, targets), loss.CrossEntropyShare);
    }

    /// <summary>The divergence at each position.</summary>
    /// <param name="student">[positions, vocabulary].</param>
    /// <param name="teacher">As many; no gradient goes there.</param>
    /// <param name="loss">Which divergence.</param>
    public static Tensor Of(Tensor student, Tensor teacher, DistillationLoss loss)
    {
        var temperature = loss.Temperature;
        var logStudent = nn.functional.log_softmax(temperature == 1 ? student : student.Over(temperature), -1);
        var logTeacher = nn.functional.log_softmax(temperature == 1 ? teacher.detach() : teacher.detach().Over(temperature), -1);
        return loss.Divergence switch
        {
            DivergenceKind.ForwardKl => KullbackLeibler(logTeacher, logStudent).Times(temperature * temperature),
            DivergenceKind.ReverseKl => KullbackLeibler(logStudent, logTeacher).Times(temperature * temperature),
            _ => JensenShannon(logStudent, logTeacher, loss.Beta),
        };
    }

    /// <summary>Σ p (ln p − ln q) over the last dimension, from logarithms.</summary>
    public static Tensor KullbackLeibler(Tensor logP, Tensor logQ) => (logP.exp() * (logP - logQ)).sum(-1);

    // The ends are the limits of the divergence over β and over 1 − β, as the authors' code has them; the formula itself goes to zero there.
    private static Tensor JensenShannon(Tensor logStudent, Tensor logTeacher, double beta)
    {
        if (beta == 0)
            return KullbackLeibler(logTeacher, logStudent);
        if (beta == 1)
            return KullbackLeibler(logStudent, logTeacher);
        var logMixture = logaddexp(logStudent.Plus(Math.Log(1 - beta)), logTeacher.Plus(Math.Log(beta)));
        return KullbackLeibler(logTeacher, logMixture).Times(beta).Plus(KullbackLeibler(logStudent, logMixture), 1 - beta);
    }
}
